package io.millwright.opcua.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.targets.Chosen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An asset as a source, whatever its driver does. */
@Timeout(600)
class AssetSourceTest {
    private static final String POLL = "POLL";
    private static final String LISTEN = "LISTEN";
    private static final String BOTH = "LISTEN_AND_POLL";

    private final Object changes = new Object();
    private final CountDownLatch tableInForce = new CountDownLatch(1);
    private final AssetSource source = new AssetSource("press", tableInForce::countDown, this::changed);
    private final FakeAsset asset = new FakeAsset();
    private final Recorder recorder = new Recorder();

    private void changed() {
        synchronized (changes) {
            changes.notifyAll();
        }
    }

    private void start(String mode, Map<String, Object> different) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "kura.service.pid", "press", "access.mode", mode, "read.intervalMs", 10, "read.timeoutMs", 60_000));
        properties.putAll(different);
        source.asset(new Chosen.Use<>(
                asset, Map.of("kura.service.pid", "press-asset"), Chosen.Trouble.NONE, Diagnosis.NONE));
        source.configure(AssetSettings.of(properties));
        source.start(() -> {});
    }

    private void subscribe(String... names) throws InterruptedException {
        assertTrue(tableInForce.await(60, TimeUnit.SECONDS));
        source.subscribe(Interest.in(List.of(names)), recorder);
    }

    private StatePublisher.State awaitState(StateCode code) throws InterruptedException {
        synchronized (changes) {
            while (source.state().code() != code) {
                changes.wait(1_000);
            }
            return source.state().now();
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void everyReadableChannelIsATagWithItsValueAndUnit() throws InterruptedException {
        asset.channel("torque", DataType.DOUBLE, ChannelType.READ_WRITE, true, "N.m")
                .channel("setpoint", DataType.DOUBLE, ChannelType.WRITE, true, "")
                .channel("unused", DataType.DOUBLE, ChannelType.READ, false, "");
        asset.value("torque", TypedValues.newDoubleValue(40.5), now());
        start(POLL, Map.of());
        subscribe("torque");
        recorder.awaitValue(0, 40.5);
        List<Tag> tags = source.tags();
        assertEquals(List.of("torque"), tags.stream().map(Tag::name).toList());
        assertEquals("N.m", tags.get(0).unit());
        StatePublisher.State state = awaitState(StateCode.CONNECTED);
        assertEquals("1 of 1 channels of asset 'press-asset' Good, driver 's7', read every 10 ms.", state.text());
    }

    @Test
    void progressComesWithEveryRead() throws InterruptedException {
        asset.channel("a", DataType.INTEGER);
        asset.value("a", TypedValues.newIntegerValue(1), 1);
        start(POLL, Map.of());
        subscribe("a");
        Call first = recorder.await(call -> call.method().equals("progress"));
        recorder.await(call -> call.method().equals("progress") && call.timeMicros() > first.timeMicros());
    }

    @Test
    void aFailedChannelLeavesTheOthersGood() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE).channel("b", DataType.DOUBLE);
        asset.value("a", TypedValues.newDoubleValue(1), now());
        asset.fails("b", "DB7 is protected");
        start(POLL, Map.of());
        subscribe("a", "b");
        recorder.awaitValue(0, 1);
        recorder.awaitStatus(0, 1, StatusCodes.BAD);
        StatePublisher.State state = awaitState(StateCode.CONNECTED_WITH_ERRORS);
        assertTrue(state.what().contains("channel 'b': Bad (0x80000000), DB7 is protected"), state.what());
        assertTrue(state.remedy().startsWith("Correct these channels"), state.remedy());
    }

    @Test
    void anAssetThatCannotReadIsBadAndHeals() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.value("a", TypedValues.newDoubleValue(1), now());
        start(POLL, Map.of());
        subscribe("a");
        recorder.awaitValue(0, 1);
        asset.failsWith(new KuraException(
                KuraErrorCode.CONNECTION_FAILED,
                new IllegalStateException("PLC at 10.0.0.7 is away"),
                "not connected"));
        recorder.awaitStatus(0, 0, StatusCodes.BAD_NO_COMMUNICATION);
        StatePublisher.State state = awaitState(StateCode.ASSET_UNREADABLE);
        assertTrue(state.what().contains("PLC at 10.0.0.7 is away"), state.what());
        assertTrue(state.remedy().contains("driver 's7'"), state.remedy());
        int size = recorder.size();
        asset.failsWith(null);
        recorder.awaitValue(size, 0, 1);
        awaitState(StateCode.CONNECTED);
    }

    @Test
    void anErrorOfADriverDoesNotEndTheReading() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.value("a", TypedValues.newDoubleValue(1), now());
        asset.failsWith(new NoClassDefFoundError("of a driver"));
        start(POLL, Map.of());
        awaitState(StateCode.ASSET_UNREADABLE);
        subscribe("a");
        asset.failsWith(null);
        recorder.awaitValue(0, 1);
    }

    @Test
    void aCallThatDoesNotComeBackIsNoticedAndNoSecondOneIsMade() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.value("a", TypedValues.newDoubleValue(1), now());
        start(POLL, Map.of("read.timeoutMs", 3_000));
        subscribe("a");
        recorder.awaitValue(0, 1);
        asset.hold();
        StatePublisher.State state = awaitState(StateCode.ASSET_SILENT);
        assertTrue(state.what().contains("Read timeout (3000 ms)"), state.what());
        recorder.awaitStatus(0, 0, StatusCodes.BAD_NO_COMMUNICATION);
        int size = recorder.size();
        asset.release();
        recorder.awaitValue(size, 0, 1);
        assertEquals(1, source.counters().readsLate.get(), "what came back late was not used");
        awaitState(StateCode.CONNECTED);
    }

    @Test
    void anAssetThatHangsDoesNotHoldUpTheEnd() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.hold();
        start(POLL, Map.of());
        asset.awaitReads(1);
        source.close();
        assertEquals(StateCode.STOPPED, source.state().code());
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("millwright-asset-press-"))
                .toList();
        assertEquals(List.of(), left);
    }

    @Test
    void whatIsHeardArrivesWithoutARead() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        start(LISTEN, Map.of());
        subscribe("a");
        awaitState(StateCode.CONNECTED);
        asset.tell("a", TypedValues.newDoubleValue(3), now());
        recorder.awaitValue(0, 3);
        recorder.await(call -> call.method().equals("progress"));
        assertEquals(0, source.counters().reads.get());
    }

    @Test
    void aDriverThatCannotListenIsToldWithItsRemedy() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.refuseListeners();
        start(LISTEN, Map.of());
        StatePublisher.State state = awaitState(StateCode.ASSET_UNREADABLE);
        assertTrue(state.what().contains("this driver cannot listen"), state.what());
        assertTrue(state.remedy().startsWith("Choose Poll"), state.remedy());
    }

    @Test
    void whatCannotBeHeardIsRead() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.value("a", TypedValues.newDoubleValue(1), now());
        asset.refuseListeners();
        start(BOTH, Map.of());
        subscribe("a");
        recorder.awaitValue(0, 1);
        StatePublisher.State state = awaitState(StateCode.CONNECTED_WITH_ERRORS);
        assertTrue(state.what().contains("channel 'a' cannot be listened to"), state.what());
    }

    @Test
    void aListenerThatTheDriverForgotIsRegisteredAnew() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.value("a", TypedValues.newDoubleValue(1), 1);
        start(BOTH, Map.of());
        subscribe("a");
        recorder.awaitValue(0, 1);
        asset.awaitRegistrations(1);
        asset.forgetListeners();
        asset.value("a", TypedValues.newDoubleValue(2), 2);
        asset.awaitRegistrations(2);
        assertEquals(1, source.counters().listenerMisses.get());
        int size = recorder.size();
        asset.tell("a", TypedValues.newDoubleValue(3), 3);
        recorder.awaitValue(size, 0, 3);
    }

    @Test
    void aChannelThatIsAddedHealsItsSubscribers() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        start(POLL, Map.of());
        subscribe("a", "b");
        recorder.awaitStatus(0, 1, StatusCodes.BAD_NODE_ID_UNKNOWN);
        asset.channel("b", DataType.DOUBLE);
        asset.value("b", TypedValues.newDoubleValue(5), now());
        recorder.awaitValue(1, 5);
    }

    @Test
    void withoutAChannelItSaysWhatToDo() throws InterruptedException {
        start(POLL, Map.of());
        StatePublisher.State state = awaitState(StateCode.NO_CHANNELS);
        assertTrue(state.text().contains("add one to the asset") || state.text().contains("Add one to the asset"));
    }

    @Test
    void anAssetThatGoesTakesItsValuesAlong() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        asset.value("a", TypedValues.newDoubleValue(1), now());
        start(BOTH, Map.of());
        subscribe("a");
        recorder.awaitValue(0, 1);
        source.asset(new Chosen.Use<>(
                null, Map.of(), Chosen.Trouble.AWAY, new Diagnosis("Asset is 'x' and matches no asset", "choose one")));
        awaitState(StateCode.WAITING_FOR_ASSET);
        recorder.awaitStatus(0, 0, StatusCodes.BAD_NO_COMMUNICATION);
        assertEquals(0, asset.listeners(), "it lets go of the listeners");
    }

    @Test
    void aWrongFieldStopsTheReading() throws InterruptedException {
        asset.channel("a", DataType.DOUBLE);
        start(POLL, Map.of("read.intervalMs", 5));
        StatePublisher.State state = awaitState(StateCode.CONFIGURATION_ERROR);
        assertTrue(state.what().contains("Read interval '5'"), state.what());
    }
}
