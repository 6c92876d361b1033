/** Functions, consumers and relays in trouble and out of it, and who hears of it. */
import { type AlertCase, always, growing, type Series, type ValueCase } from './case.ts';

const answered = (status: string, perMinute: number, minutes: number): Series => ({
  [`serai_function_seconds_count{function="get-property",status="${status}"}`]: growing([
    perMinute,
    minutes,
  ]),
});
const took = (over: number, minutes: number): Series => ({
  'serai_function_seconds_bucket{function="get-property",status="200",le="1"}': growing([
    100 - over,
    minutes,
  ]),
  'serai_function_seconds_bucket{function="get-property",status="200",le="2.5"}': growing([
    100,
    minutes,
  ]),
  'serai_function_seconds_bucket{function="get-property",status="200",le="+Inf"}': growing([
    100,
    minutes,
  ]),
});
const lag = (values: string, partition = 0, pod = 'a'): Series => ({
  [`serai_consumer_lag_records{function="decide-reservations",partition="${partition}",pod="${pod}"}`]:
    values,
});
const at = (values: string): Series => ({
  'serai_consumer_next_offset{function="decide-reservations",partition="0",pod="a"}': values,
});
/** All that are to run always. */
const there = (minutes: number, but?: string): Series =>
  Object.fromEntries(
    [
      ...['decide-reservations', 'relay-guests', 'relay-identity', 'relay-properties'],
      ...['relay-rates', 'relay-reservations'],
    ]
      .filter((name) => name !== but)
      .map((name) => [`serai_readable{function="${name}",pod="a"}`, always(1, minutes)]),
  );
const one = (labels: Readonly<Record<string, string>>, summary: string) => [{ labels, summary }];
const property = { function: 'get-property' };
const decider = { function: 'decide-reservations' };
const carrier = { function: 'relay-reservations' };
const keeper = { function: 'record-property' };

// biome-ignore format: one line per case reads as the table it is.
export const signalCases: readonly AlertCase[] = [
  { alert: 'SeraiFunctionFails', when: 'a tenth fails', series: { ...answered('200', 90, 20), ...answered('500', 10, 20) }, minute: 20, told: one(property, 'More than one in twenty of get-property fails') },
  { alert: 'SeraiFunctionFails', when: 'every run of a schedule fails', series: { 'serai_function_seconds_count{function="maintain-database",status="failed"}': growing([1, 20]) }, minute: 20, told: one({ function: 'maintain-database' }, 'More than one in twenty of maintain-database fails') },
  { alert: 'SeraiFunctionFails', when: 'a fiftieth fails', series: { ...answered('200', 98, 20), ...answered('500', 2, 20) }, minute: 20, told: [] },
  { alert: 'SeraiFunctionFails', when: 'callers are refused', series: answered('404', 100, 20), minute: 20, told: [] },
  { alert: 'SeraiFunctionSlow', when: 'a tenth takes over a second', series: took(10, 30), minute: 30, told: one(property, 'One in twenty of get-property takes over a second') },
  { alert: 'SeraiFunctionSlow', when: 'a fiftieth takes over a second', series: took(2, 30), minute: 30, told: [] },
  { alert: 'SeraiRequestsShed', when: 'some are, all the time', series: { 'serai_shed_total{function="get-property"}': growing([3, 20]) }, minute: 20, told: one(property, 'get-property turns requests away') },
  { alert: 'SeraiRequestsShed', when: 'none is', series: { 'serai_shed_total{function="get-property"}': always(7, 20) }, minute: 20, told: [] },
  { alert: 'SeraiProcessBusy', when: 'one of two has 57 s a minute to do', series: { 'serai_event_loop_busy_seconds_total{function="get-property",pod="a"}': growing([57, 20]), 'serai_event_loop_busy_seconds_total{function="get-property",pod="b"}': growing([5, 20]) }, minute: 20, told: one(property, 'A process of get-property is busy nine tenths of the time') },
  { alert: 'SeraiProcessBusy', when: 'half of the time', series: { 'serai_event_loop_busy_seconds_total{function="get-property",pod="a"}': growing([30, 20]) }, minute: 20, told: [] },
  { alert: 'SeraiConsumerBehind', when: 'in two partitions, as two replicas tell', series: { ...lag(always(6000, 20), 0), ...lag(always(6000, 20), 0, 'b'), ...lag(always(6000, 20), 1) }, minute: 20, told: one(decider, 'decide-reservations is 12000 records behind') },
  { alert: 'SeraiConsumerBehind', when: 'less, told twice', series: { ...lag(always(6000, 20), 0), ...lag(always(6000, 20), 0, 'b') }, minute: 20, told: [] },
  { alert: 'SeraiConsumerStuck', when: 'there are records and it does not move', series: { ...lag(always(1, 30)), ...at(always(5, 30)) }, minute: 30, told: one({ ...decider, partition: '0' }, 'decide-reservations does not move in partition 0') },
  { alert: 'SeraiConsumerStuck', when: 'the same partition of another database moves', series: { 'serai_consumer_lag_records{function="decide-reservations",shard="0",partition="0"}': always(1, 30), 'serai_consumer_lag_records{function="decide-reservations",shard="1",partition="0"}': always(1, 30), 'serai_consumer_next_offset{function="decide-reservations",shard="0",partition="0"}': growing([1, 30]), 'serai_consumer_next_offset{function="decide-reservations",shard="1",partition="0"}': always(5, 30) }, minute: 30, told: one({ ...decider, shard: '1', partition: '0' }, 'decide-reservations does not move in partition 0') },
  { alert: 'SeraiConsumerStuck', when: 'it moves as quickly as records come', series: { ...lag(always(9, 30)), ...at(growing([9, 30])) }, minute: 30, told: [] },
  { alert: 'SeraiConsumerStuck', when: 'there is nothing to do', series: { ...lag(always(0, 30)), ...at(always(5, 30)) }, minute: 30, told: [] },
  { alert: 'SeraiRecordParked', when: 'one was', series: { 'serai_parked_total{function="decide-reservations"}': '0x5 1x10' }, minute: 10, told: one(decider, 'decide-reservations went past a record that it could not handle') },
  { alert: 'SeraiRecordParked', when: 'one was an hour ago', series: { 'serai_parked_total{function="decide-reservations"}': '0x5 1x70' }, minute: 70, told: [] },
  { alert: 'SeraiFactsNotRelayed', when: 'one has waited for ten minutes', series: { 'serai_outbox_age_seconds{function="relay-reservations",pod="a"}': always(600, 10) }, minute: 10, told: one(carrier, 'relay-reservations has let a fact wait for 10m 0s') },
  { alert: 'SeraiFactsNotRelayed', when: 'each waits a little', series: { 'serai_outbox_age_seconds{function="relay-reservations",pod="a"}': always(2, 20) }, minute: 20, told: [] },
  { alert: 'SeraiDeadLetters', when: 'the first one', series: { 'serai_push_total{outcome="dead",trigger="record-property"}': '0x5 1x10' }, minute: 10, told: one({ trigger: 'record-property' }, 'record-property gave up on an event') },
  { alert: 'SeraiDeadLetters', when: 'deliveries are only tried again', series: { 'serai_push_total{outcome="again",trigger="record-property"}': growing([5, 20]) }, minute: 20, told: [] },
  { alert: 'SeraiEventRefused', when: 'its data is not as it has to be', series: { 'serai_function_seconds_count{function="record-property",status="422"}': growing([1, 10]) }, minute: 10, told: one(keeper, 'record-property refuses an event') },
  { alert: 'SeraiEventRefused', when: 'a caller of another function is refused', series: answered('422', 5, 10), minute: 10, told: [] },
  { alert: 'SeraiWorkerGone', when: 'a relay was there and is not', series: { ...there(20, 'relay-reservations'), 'serai_readable{function="relay-reservations",pod="a"}': '1x5 stale' }, minute: 20, told: one(carrier, 'Nothing is heard of relay-reservations') },
  { alert: 'SeraiWorkerGone', when: 'all are there', series: there(20), minute: 20, told: [] },
  { alert: 'SeraiUnreadable', when: 'no engine answers', series: { 'serai_readable{function="relay-reservations"}': always(0, 20) }, minute: 20, told: one(carrier, 'How far relay-reservations is behind cannot be read') },
  { alert: 'SeraiUnreadable', when: 'they answer', series: there(20), minute: 20, told: [] },
];

const buckets: Series = {
  'serai_function_seconds_bucket{function="get-property",status="200",le="0.05"}': growing([0, 10]),
  'serai_function_seconds_bucket{function="get-property",status="200",le="0.1"}': growing([60, 10]),
  'serai_function_seconds_bucket{function="get-property",status="200",le="+Inf"}': growing([
    60, 10,
  ]),
};
const ofProperty = (value: number) => [{ labels: '{function="get-property"}', value }];

// biome-ignore format: one line per case reads as the table it is.
export const signalValues: readonly ValueCase[] = [
  { series: { ...answered('200', 90, 10), ...answered('500', 30, 10) }, minute: 10, expected: [{ record: 'serai:function_requests:rate5m', values: ofProperty(2) }] },
  { series: { ...answered('200', 90, 10), ...answered('500', 30, 10), 'serai_function_seconds_count{function="get-trace",status="200"}': growing([60, 10]) }, minute: 10, expected: [{ record: 'serai:function_errors:ratio_rate5m', values: [...ofProperty(0.25), { labels: '{function="get-trace"}', value: 0 }] }] },
  { series: buckets, minute: 10, expected: [{ record: 'serai:function_seconds:p50_5m', values: ofProperty(0.075) }] },
  { series: buckets, minute: 10, expected: [{ record: 'serai:function_seconds:p95_5m', values: ofProperty(0.0975) }] },
  { series: buckets, minute: 10, expected: [{ record: 'serai:function_seconds:p99_5m', values: ofProperty(0.0995) }] },
  { series: { 'serai_event_loop_busy_seconds_total{function="get-property",pod="a"}': growing([15, 10]), 'serai_event_loop_busy_seconds_total{function="get-property",pod="b"}': growing([45, 10]) }, minute: 10, expected: [{ record: 'serai:event_loop_busy:ratio_rate5m', values: ofProperty(0.75) }] },
  { series: { ...lag('5x10', 0), ...lag('7x10', 0, 'b'), ...lag('4x10', 1) }, minute: 10, expected: [{ record: 'serai:consumer_lag_records:sum', values: [{ labels: '{function="decide-reservations"}', value: 11 }] }] },
  { series: { 'serai_outbox_age_seconds{function="relay-reservations",pod="a"}': '3x10', 'serai_outbox_age_seconds{function="relay-reservations",pod="b"}': '4x10' }, minute: 10, expected: [{ record: 'serai:outbox_age_seconds:max', values: [{ labels: '{function="relay-reservations"}', value: 4 }] }] },
];
