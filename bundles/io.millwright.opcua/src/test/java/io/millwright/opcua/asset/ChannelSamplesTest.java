package io.millwright.opcua.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.type.TypedValues;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a record of a driver becomes. */
class ChannelSamplesTest {
    private static final long NOW_MILLIS = 1_700_000_000_000L;
    private static final long NOW = NOW_MILLIS * 1_000;

    private final AssetCounters counters = new AssetCounters();
    private final FanOut fanOut = new FanOut("press", counters.failedListeners, counters.delivered, Runnable::run);
    private final Recorder recorder = new Recorder();
    private ChannelTable table;
    private ChannelSamples samples;

    @BeforeEach
    void twoChannels() {
        table = ChannelTable.of(
                new AssetConfiguration(
                        "",
                        "s7",
                        Map.of(
                                "a", new Channel("a", ChannelType.READ, DataType.DOUBLE, Map.of()),
                                "b", new Channel("b", ChannelType.READ, DataType.DOUBLE, Map.of()))),
                1_000);
        samples(false);
        fanOut.subscribe(Interest.in(List.of("a", "b")), recorder);
    }

    private void samples(boolean gatewayTime) {
        samples = new ChannelSamples(fanOut, counters, table, gatewayTime);
        fanOut.table(table.rows());
        fanOut.acquiring(false);
    }

    private static ChannelRecord record(String name, TypedValue<?> value, long millis) {
        ChannelRecord record = ChannelRecord.createReadRecord(name, DataType.DOUBLE);
        if (value != null) {
            record.setValue(value);
        }
        record.setTimestamp(millis);
        record.setChannelStatus(new ChannelStatus(ChannelFlag.SUCCESS));
        return record;
    }

    private static ChannelRecord number(String name, double value, long millis) {
        return record(name, TypedValues.newDoubleValue(value), millis);
    }

    /** Returns the samples of channel a that one read gives. */
    private List<Call> read(long nowMicros, ChannelRecord... records) {
        int before = recorder.size();
        fanOut.begin(nowMicros);
        misses = samples.read(Arrays.asList(records), nowMicros, nowMicros);
        fanOut.end(nowMicros);
        List<Call> calls = new ArrayList<>(recorder.calls().subList(before, recorder.size()));
        calls.removeIf(call -> call.tag() != 0 || call.method().equals("described"));
        return calls;
    }

    private int misses;

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(TypedValues.newDoubleValue(1.5), 1.5),
                Arguments.of(TypedValues.newFloatValue(1.5f), 1.5),
                Arguments.of(TypedValues.newIntegerValue(-7), -7.0),
                Arguments.of(TypedValues.newLongValue(7), 7.0),
                Arguments.of(TypedValues.newBooleanValue(true), 1.0),
                Arguments.of(TypedValues.newBooleanValue(false), 0.0));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersAndBooleansAreNumbers(TypedValue<?> value, double expected) {
        Call call = read(NOW, record("a", value, NOW_MILLIS - 5)).get(0);
        assertEquals(expected, call.value());
        assertEquals(StatusCodes.GOOD, call.status());
        assertEquals(NOW - 5_000, call.timeMicros(), "the driver's time");
        assertEquals(Tag.Kind.NUMBER, fanOut.tag("a").kind());
    }

    @Test
    void textsAndBytesAreObjects() {
        assertEquals(
                "run",
                read(NOW, record("a", TypedValues.newStringValue("run"), 0))
                        .get(0)
                        .object());
        byte[] reused = {1, 2};
        ByteBuffer delivered = (ByteBuffer) read(NOW, record("a", TypedValues.newByteArrayValue(reused), 0))
                .get(0)
                .object();
        reused[0] = 9;
        assertEquals(1, delivered.get(0), "a driver may fill its array anew");
    }

    @Test
    void aValueReadAgainWithItsTimeIsNoNewSample() {
        read(NOW, number("a", 1, NOW_MILLIS));
        assertEquals(List.of(), read(NOW + 1, number("a", 1, NOW_MILLIS)));
        assertEquals(1, read(NOW + 2, number("a", 2, NOW_MILLIS)).size(), "another value");
        assertEquals(1, read(NOW + 3, number("a", 2, NOW_MILLIS + 1)).size(), "another time");
    }

    @Test
    void aTimeThatIsMissingOrAbsurdIsTheGatewaysAndCounted() {
        assertEquals(NOW, read(NOW, number("a", 1, 0)).get(0).timeMicros());
        assertEquals(NOW, read(NOW, number("a", 1, Long.MAX_VALUE)).get(0).timeMicros());
        assertEquals(NOW, read(NOW, number("a", 1, NOW_MILLIS - 60_001)).get(0).timeMicros());
        assertEquals(3, counters.timestampFallbacks.get());
    }

    @Test
    void theGatewaysTimeIsTakenWhereItIsChosen() {
        samples(true);
        assertEquals(NOW, read(NOW, number("a", 1, NOW_MILLIS - 5)).get(0).timeMicros());
        assertEquals(0, counters.timestampFallbacks.get());
    }

    @Test
    void aFailureIsBadWithTheDriversWordsAndIsToldOnce() {
        ChannelRecord failed = record("a", null, NOW_MILLIS);
        failed.setChannelStatus(new ChannelStatus(ChannelFlag.FAILURE, "DB7 is protected", null));
        Call call = read(NOW, failed).get(0);
        assertEquals(StatusCodes.BAD, call.status());
        assertTrue(Double.isNaN(call.value()));
        assertEquals("channel 'a': Bad (0x80000000), DB7 is protected", samples.trouble(0));
        assertEquals(List.of(), read(NOW + 1, failed));
        assertEquals(1, read(NOW + 2, number("a", 1, NOW_MILLIS)).size());
        assertNull(samples.trouble(0));
    }

    @Test
    void aFailureWithoutWordsSaysSo() {
        ChannelRecord failed = record("a", null, 0);
        failed.setChannelStatus(new ChannelStatus(ChannelFlag.FAILURE));
        read(NOW, failed);
        assertTrue(samples.trouble(0).endsWith("the driver states failure, and no reason"), samples.trouble(0));
    }

    @Test
    void whatADriverLeavesOutIsBadNoData() {
        ChannelRecord unfilled = ChannelRecord.createReadRecord("a", DataType.DOUBLE);
        assertEquals(StatusCodes.BAD_NO_DATA, read(NOW, unfilled).get(0).status());
        assertTrue(samples.trouble(0).endsWith("the driver states no status"), samples.trouble(0));
        read(NOW, record("a", null, 0));
        assertTrue(samples.trouble(0).endsWith("the driver states success, and no value"), samples.trouble(0));
        read(NOW, number("b", 1, 0));
        assertTrue(samples.trouble(0).endsWith("the asset's answer lacks it"), samples.trouble(0));
    }

    @Test
    void aRecordThatTheAssetDoesNotListIsCounted() {
        read(NOW, number("a", 1, 0), number("c", 1, 0), null);
        assertEquals(2, counters.recordsUnknown.get());
    }

    @Test
    void aChangeThatWasReadAndNotHeardOfInTimeIsAMissOnce() {
        read(NOW, number("a", 1, 0), number("b", 1, 0));
        read(NOW, number("a", 2, 0), number("b", 2, 0));
        long late = NOW + ChannelSamples.HEARD_WITHIN_MICROS;
        read(late - 1, number("a", 2, 0), number("b", 2, 0));
        assertEquals(0, misses, "it may still be heard");
        heard(late - 1, number("a", 2, 0));
        read(late, number("a", 2, 0), number("b", 2, 0));
        assertEquals(1, misses);
        read(late + 1, number("a", 2, 0), number("b", 2, 0));
        assertEquals(0, misses);
    }

    @Test
    void aReadThatBeganBeforeSomethingWasHeardDoesNotUndoIt() {
        read(NOW, number("a", 1, NOW_MILLIS));
        heard(NOW + 2_000, number("a", 2, NOW_MILLIS + 2));
        assertEquals(List.of(), read(NOW + 1_000, number("a", 1, NOW_MILLIS)));
        assertEquals(1, read(NOW + 3_000, number("a", 3, NOW_MILLIS + 3)).size());
    }

    private void heard(long nowMicros, ChannelRecord record) {
        fanOut.begin(nowMicros);
        samples.heard(0, record, nowMicros);
        fanOut.end(nowMicros);
    }
}
