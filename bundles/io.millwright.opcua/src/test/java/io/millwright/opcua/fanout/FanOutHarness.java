package io.millwright.opcua.fanout;

import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagTableParser;
import java.util.List;

/** A fan-out that delivers on the thread of the test, and what its listeners were told. */
abstract class FanOutHarness {
    static final long T = 1_000_000_000L;

    final Counters counters = new Counters();
    final FanOut fanOut = new FanOut("plc", counters, Runnable::run);

    void table(String... names) {
        StringBuilder csv = new StringBuilder("name,nodeId\n");
        for (String name : names) {
            csv.append(name).append(",ns=2;s=").append(name).append('\n');
        }
        fanOut.table(TagTableParser.parse(csv.toString()).rows());
    }

    void deliver(int row, double value, long time) {
        fanOut.begin(time);
        fanOut.sample(row, value, 0, time);
        fanOut.end(time);
    }

    static Call lastSample(Recorder recorder, int tag) {
        List<Call> calls = recorder.calls();
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).method().equals("sample") && calls.get(i).tag() == tag) {
                return calls.get(i);
            }
        }
        throw new AssertionError("no sample of " + tag + " in " + calls);
    }
}
