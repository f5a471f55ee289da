package io.millwright.opcua.acquire;

import static io.millwright.status.StatusCodes.BAD_NO_DATA;
import static io.millwright.status.StatusCodes.BAD_TYPE_MISMATCH;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.EncodedChanges;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagTable;
import io.millwright.opcua.table.TagTableParser;
import io.millwright.supervision.Durations;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag.Kind;
import io.millwright.tag.TagSubscription;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.DiagnosticInfo;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.XmlElement;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.Test;

/** From DataValue to sample: values of every type, quality, and the time rule. */
class SampleDecoderTest {
    private static final Instant PUBLISHED = Instant.parse("2026-05-01T12:00:00Z");
    private static final long PUBLISHED_MICROS = PUBLISHED.getEpochSecond() * 1_000_000;

    private final Counters counters = new Counters();
    private final FanOut fanOut = new FanOut("plc", counters, Runnable::run);
    private Recorder recorder = new Recorder();
    private TagSubscription subscription;
    private final ChangeReader reader = new ChangeReader(EncodedChanges.CONTEXT);
    private SampleDecoder decoder;
    private RowPlan plan;
    private boolean serverTime;

    private Call deliver(String row, DataValue value) {
        return deliver("scale,offset", row, value);
    }

    private Call deliver(String columns, String row, DataValue value) {
        TagTable table = TagTableParser.parse("name,nodeId," + columns + "\na,ns=2;s=A" + row);
        assertEquals(List.of(), table.errors());
        fanOut.table(table.rows());
        fanOut.acquiring(true);
        if (subscription != null) {
            subscription.close();
        }
        recorder = new Recorder();
        subscription = fanOut.subscribe(Interest.in(List.of("a")), recorder);
        plan = new RowPlan(table.rows());
        decoder = new SampleDecoder(fanOut, counters, plan, serverTime, true);
        return again(value);
    }

    private Call again(DataValue value) {
        fanOut.begin(PUBLISHED_MICROS);
        reader.open(EncodedChanges.of(List.of(value), PUBLISHED_MICROS));
        assertTrue(reader.next());
        decoder.deliver(0, reader, PUBLISHED_MICROS);
        fanOut.end(PUBLISHED_MICROS);
        List<Call> calls = recorder.calls();
        assertEquals("progress", calls.get(calls.size() - 1).method());
        return calls.get(calls.size() - 2);
    }

    private static DataValue good(Object value) {
        return new DataValue(new Variant(value), StatusCode.GOOD, new DateTime(PUBLISHED));
    }

    @Test
    void howOldValuesAreIsMeasuredOncePerNotificationByTheNewest() {
        deliver(",1,0", good(1.0));
        decoder.count();
        decoder.count();
        assertEquals(1, Arrays.stream(counters.age.counts()).sum(), "nothing came since");

        long nowMicros = System.currentTimeMillis() * 1_000;
        for (long seconds : new long[] {50, 30, 40}) {
            DateTime time = new DateTime(Instant.ofEpochMilli(nowMicros / 1_000 - seconds * 1_000));
            decoder.deliver(0, new DataValue(new Variant(seconds * 1.0), StatusCode.GOOD, time), nowMicros);
        }
        decoder.count();
        long[] bounds = Durations.boundsNanos();
        assertEquals(1, counters.age.counts()[Arrays.binarySearch(bounds, 50_000_000_000L)]);
    }

    @Test
    void everyNumberTypeBecomesADouble() {
        assertEquals(1.5, deliver(",,", good(1.5)).value());
        assertEquals(1.5, again(good(1.5f)).value());
        assertEquals(-7, again(good((byte) -7)).value());
        assertEquals(200, again(good(Unsigned.ubyte(200))).value());
        assertEquals(-300, again(good((short) -300)).value());
        assertEquals(60_000, again(good(Unsigned.ushort(60_000))).value());
        assertEquals(-5, again(good(-5)).value());
        assertEquals(4_000_000_000.0, again(good(Unsigned.uint(4_000_000_000L))).value());
        assertEquals(1, again(good(true)).value());
        assertEquals(0, again(good(false)).value());
    }

    @Test
    void forAListenerOfNumbersIntegersBeyondTheMantissaAreRounded() {
        assertEquals(
                9_007_199_254_740_992.0,
                deliver(",,", good(9_007_199_254_740_993L)).value());
        assertEquals(
                1.8446744073709552E19,
                again(good(Unsigned.ulong("18446744073709551615"))).value());
    }

    @Test
    void scaleComesBeforeOffset() {
        assertEquals(27.0, deliver(",2,-3", good(15)).value());
    }

    @Test
    void textArrayAndByteStringComeAsObjects() {
        Call text = deliver(",,", good("M"));
        assertEquals("object", text.method());
        assertEquals("M", text.object());
        assertEquals(Kind.TEXT, fanOut.tag("a").kind());
        assertEquals("L", again(good(LocalizedText.english("L"))).object());
        assertArrayEquals(new double[] {1, 2}, (double[])
                again(good(new Double[] {1.0, 2.0})).object());
        assertArrayEquals(new short[] {255}, (short[])
                again(good(new UByte[] {Unsigned.ubyte(255)})).object());
        assertEquals(Kind.ARRAY, fanOut.tag("a").kind());
        ByteBuffer bytes =
                (ByteBuffer) again(good(ByteString.of(new byte[] {1, 2, 3}))).object();
        assertTrue(bytes.isReadOnly());
        assertEquals(3, bytes.remaining());
        assertEquals(Kind.BYTES, fanOut.tag("a").kind());
    }

    @Test
    void aBadStatusComesWithoutValueWhateverTheServerSends() {
        Call bad = deliver(
                ",,",
                new DataValue(
                        new Variant(5.0), new StatusCode(StatusCodes.Bad_SensorFailure), new DateTime(PUBLISHED)));
        assertTrue(Double.isNaN(bad.value()));
        assertEquals((int) StatusCodes.Bad_SensorFailure, bad.status());
        again(good("text"));
        Call badText = again(new DataValue(new StatusCode(StatusCodes.Bad_SensorFailure)));
        assertEquals("object", badText.method());
        assertNull(badText.object());
    }

    @Test
    void theWholeStatusArrivesAndOverflowIsCounted() {
        int overflowed = 0x40000480;
        Call uncertain =
                deliver(",,", new DataValue(new Variant(5.0), new StatusCode(overflowed), new DateTime(PUBLISHED)));
        assertEquals(overflowed, uncertain.status());
        assertEquals(5.0, uncertain.value());
        assertEquals(1, counters.queueOverflows.get());
    }

    @Test
    void noValueIsBadNotZero() {
        assertEquals(BAD_NO_DATA, deliver(",,", good(null)).status());
        assertEquals(BAD_NO_DATA, again(good(LocalizedText.NULL_VALUE)).status());
        assertEquals(BAD_NO_DATA, again(good(DateTime.MIN_VALUE)).status());
        assertEquals(BAD_NO_DATA, again(good(XmlElement.of(null))).status());
    }

    @Test
    void b18TimesAndStatusCodesAreExactNumbers() {
        Instant time = Instant.parse("2026-11-27T10:00:00.123456Z");
        long micros = time.getEpochSecond() * 1_000_000 + 123_456;
        Call call = deliver(",,", good(new DateTime(time)));
        assertEquals(micros, call.value());
        assertEquals(Kind.NUMBER, fanOut.tag("a").kind());
        assertEquals(
                -1_000_000,
                again(good(new DateTime(Instant.parse("1969-12-31T23:59:59Z")))).value());
        assertEquals(0x80340000L, again(good(new StatusCode(0x80340000L))).value());
        assertArrayEquals(new long[] {micros, BuiltInTypes.NO_TIME}, (long[])
                again(good(new DateTime[] {new DateTime(time), DateTime.MIN_VALUE}))
                        .object());
        assertEquals(
                micros / 1e6, deliver(",0.000001,", good(new DateTime(time))).value(), 1e-5);
    }

    @Test
    void b18EveryTypeThatNamesSomethingIsAText() {
        UUID guid = UUID.fromString("72962b91-fa75-4ae6-8d28-b404dc7daf63");
        assertEquals(guid.toString(), deliver(",,", good(guid)).object());
        assertEquals(Kind.TEXT, fanOut.tag("a").kind());
        assertEquals("2:Speed", again(good(new QualifiedName(2, "Speed"))).object());
        assertEquals("ns=2;s=Speed", again(good(new NodeId(2, "Speed"))).object());
        assertEquals("nsu=urn:a;i=5", again(good(ExpandedNodeId.of("urn:a", 5))).object());
        assertEquals("<a/>", again(good(XmlElement.of("<a/>"))).object());
    }

    @Test
    void b18OneElementOfAnArrayOrMatrixIsDeliveredByItself() {
        assertEquals(7.0, deliver("indexRange", ",3", good(new Integer[] {7})).value());
        assertEquals("M", again(good(new String[] {"M"})).object());
        assertEquals(BAD_NO_DATA, again(good(new String[0])).status());
        Matrix matrix = new Matrix(new Double[] {1.5}, new int[] {1, 1}, OpcUaDataType.Double);
        assertEquals(1.5, deliver("indexRange", ",\"0,2\"", good(matrix)).value());
        Call range = deliver("indexRange", ",0:1", good(new Double[] {1.0, 2.0}));
        assertArrayEquals(new double[] {1, 2}, (double[]) range.object());
    }

    @Test
    void b18WhatCannotBeDeliveredIsBadAndSaysTheTypeAndTheRemedy() {
        for (Object[] valueAndText : new Object[][] {
            {new String[] {"a"}, "String[]; choose one element with indexRange"},
            {new ByteString[] {ByteString.NULL_VALUE}, "ByteString[]; choose"},
            {
                ExtensionObject.of(ByteString.of(new byte[1]), new NodeId(2, 5)),
                "structure; name one of its fields in field"
            },
            {new DiagnosticInfo(1, 2, 3, 4, "text", null, null), "DiagnosticInfo; let the PLC"},
        }) {
            assertEquals(BAD_TYPE_MISMATCH, deliver(",,", good(valueAndText[0])).status());
            String reason = plan.reason(0, BAD_TYPE_MISMATCH);
            assertTrue(reason.startsWith("unsupported: a value of type " + valueAndText[1]), reason);
        }
        assertEquals(1.5, again(good(1.5)).value());
        assertNull(plan.reason(0, 0));
        deliver("indexRange", ",3", good(new Integer[] {7, 8}));
        assertTrue(plan.reason(0, BAD_TYPE_MISMATCH).contains("sends 2 elements for indexRange '3'"));
        deliver("field", ",Speed", good(5));
        assertTrue(plan.reason(0, BAD_TYPE_MISMATCH).contains("field 'Speed' of a value of type Int32"));
    }

    @Test
    void scaleAndOffsetApplyToEachElementOfAnArray() {
        Call scaled = deliver(",2,-1", good(new Short[] {1, 2}));
        assertArrayEquals(new double[] {1, 3}, (double[]) scaled.object());
    }

    @Test
    void a8WithServerTimeTheServersTimestampCounts() {
        serverTime = true;
        DataValue value = new DataValue(
                new Variant(1),
                StatusCode.GOOD,
                new DateTime(PUBLISHED.plusSeconds(30)),
                new DateTime(PUBLISHED.minusMillis(20)));
        assertEquals(PUBLISHED_MICROS - 20_000, deliver(",,", value).timeMicros());
        assertEquals(0, counters.timestampFallbacks.get());
    }

    @Test
    void a16TimesBefore1970AreMissingOnesAndThoseAfter2106AreTaken() {
        for (String time : List.of("1601-01-01T00:00:00Z", "1601-01-01T00:00:01Z", "1969-12-31T23:59:59Z")) {
            assertEquals(Long.MIN_VALUE, SampleTimes.micros(new DateTime(Instant.parse(time))), time);
        }
        for (String time : List.of("2106-02-07T06:28:16Z", "2262-05-01T00:00:00Z", "9999-12-31T00:00:00Z")) {
            long micros = SampleTimes.micros(new DateTime(Instant.parse(time)));
            assertEquals(Instant.parse(time).getEpochSecond(), micros / 1_000_000, time);
        }
        DateTime absent = new DateTime(Instant.parse("1969-12-31T00:00:00Z"));
        assertEquals(
                PUBLISHED_MICROS,
                deliver(",,", new DataValue(new Variant(1), StatusCode.GOOD, absent, absent))
                        .timeMicros());
    }

    @Test
    void theSourceTimeCountsWhileItIsPlausible() {
        Instant source = PUBLISHED.minusSeconds(59);
        assertEquals(
                PUBLISHED_MICROS - 59_000_000,
                deliver(
                                ",,",
                                new DataValue(
                                        new Variant(1), StatusCode.GOOD, new DateTime(source), new DateTime(PUBLISHED)))
                        .timeMicros());
        assertEquals(0, counters.timestampFallbacks.get());
    }

    @Test
    void aMissingOrAbsurdSourceTimeFallsBackToTheServersThenToThePublishTime() {
        DateTime server = new DateTime(PUBLISHED.minusSeconds(1));
        assertEquals(
                PUBLISHED_MICROS - 1_000_000,
                deliver(",,", new DataValue(new Variant(1), StatusCode.GOOD, null, server))
                        .timeMicros());
        DateTime absurd = new DateTime(PUBLISHED.minusSeconds(61));
        assertEquals(
                PUBLISHED_MICROS - 1_000_000,
                again(new DataValue(new Variant(1), StatusCode.GOOD, absurd, server))
                        .timeMicros());
        assertEquals(
                PUBLISHED_MICROS,
                again(new DataValue(new Variant(1), StatusCode.GOOD, DateTime.MIN_VALUE, absurd))
                        .timeMicros());
        assertEquals(3, counters.timestampFallbacks.get());
    }

    private int poll(DataValue value) {
        int from = recorder.size();
        fanOut.begin(PUBLISHED_MICROS);
        decoder.deliver(0, value, PUBLISHED_MICROS);
        fanOut.endWithoutProgress();
        return recorder.size() - from;
    }

    @Test
    void whatIsReadComesAsWhatIsSubscribed() {
        for (String row : List.of(",,", ",2,-3")) {
            deliver(row, good(0));
            for (Object value : List.of(
                    true,
                    (byte) -7,
                    Unsigned.ubyte(200),
                    Unsigned.ushort(60_000),
                    Unsigned.uint(4_000_000_000L),
                    9_007_199_254_740_993L,
                    Unsigned.ulong(5),
                    Unsigned.ulong("18446744073709551615"),
                    1.5f,
                    2.5,
                    "text",
                    LocalizedText.english("L"))) {
                Call subscribed = again(good(value));
                assertTrue(poll(good(value)) > 0);
                assertEquals(subscribed, recorder.calls().get(recorder.size() - 1), value.toString());
            }
        }
    }

    /** Many servers keep the time of the last change, however long ago, and state the time of reading as the server's. */
    @Test
    void anUnchangedValueThatIsReadAgainIsNoSampleAndNoFallback() {
        DateTime changed = new DateTime(PUBLISHED.minusSeconds(3600));
        deliver(",,", good(0));
        DataValue first = new DataValue(new Variant(1.0), StatusCode.GOOD, changed, new DateTime(PUBLISHED));
        assertEquals(1, poll(first));
        assertEquals(0, poll(new DataValue(new Variant(1.0), StatusCode.GOOD, changed, DateTime.now())));
        assertEquals(1, counters.timestampFallbacks.get());
        assertEquals(1, poll(new DataValue(new Variant(2.0), StatusCode.GOOD, changed, DateTime.now())));
        assertEquals(1, poll(new DataValue(new Variant(2.0), StatusCode.BAD, changed, DateTime.now())));
        assertEquals(1, poll(new DataValue(new Variant(2.0), StatusCode.BAD, new DateTime(PUBLISHED), null)));
        assertTrue(poll(good(new int[] {1, 2})) > 0);
        assertEquals(0, poll(good(new int[] {1, 2})));
    }
}
