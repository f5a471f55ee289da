package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.junit.jupiter.api.Test;

/** Arrays and byte strings come in a subscription of their own, so that no number waits behind them. */
class LongValuesApartTest {
    private static final String TABLE = "name,nodeId\n"
            + "number,nsu=urn:millwright:test:cell;s=number\n"
            + "wave,nsu=urn:millwright:test:cell;s=wave\n"
            + "picture,nsu=urn:millwright:test:cell;s=picture\n";

    private static Double[] wave(double first) {
        Double[] wave = new Double[2_000];
        for (int i = 0; i < wave.length; i++) {
            wave[i] = first + i;
        }
        return wave;
    }

    @Test
    void bothWaysDeliverAndEachIsAsTrueAsTheOther() throws Exception {
        PlcServer made = new PlcServer()
                .variable("number", 1.0)
                .variable("wave", wave(1))
                .variable("picture", ByteString.of(new byte[10_000]));
        try (PlcServer plc = made.start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TABLE)) {
            Recorder numbers = new Recorder();
            Recorder all = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("number")), numbers);
            fixture.connection.subscribe(Interest.in(List.of("number", "wave", "picture")), all);
            fixture.configure();
            String text = fixture.await(StateCode.CONNECTED, "3 of 3 tags Good");
            assertTrue(text.contains("by 2 subscriptions"), text);
            assertEquals(2, plc.subscriptions());
            int from = all.size();
            plc.write("wave", wave(7));
            all.await(from, call -> call.object() instanceof double[] wave && wave[0] == 7.0);
            from = all.size();
            plc.write("number", 2.0);
            all.awaitValue(from, 0, 2.0);
            // Progress goes on for both.
            all.await(all.size(), call -> call.method().equals("progress"));
            numbers.await(numbers.size(), call -> call.method().equals("progress"));
        }
    }
}
