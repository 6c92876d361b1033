//go:build tools

// Package tools names the program of Knative that a test puts before our functions, so that go.mod and go.sum pin it.
package tools

import _ "knative.dev/serving/cmd/queue"
