package io.millwright.operation.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.operation.doctor.Surroundings.Installed;
import io.millwright.operation.doctor.Surroundings.Machine;
import io.millwright.operation.view.BroughtModel;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor says of a gateway as it is shipped, after its fixes, and of one fault at a time. */
class DoctorTest {
    private final StockGateway gateway = new StockGateway();

    /** A pipeline that says what is the matter. */
    private record Said(String pid, String code, String text) implements Supervised, State {
        @Override
        public String kind() {
            return "pipeline";
        }

        @Override
        public State state() {
            return this;
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public long sinceMicros() {
            return 1;
        }

        @Override
        public String remedy() {
            return "";
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }

        @Override
        public List<? extends Supervised> parts() {
            return List.of();
        }
    }

    @Test
    void shippedSettingsThatLoseOrBlockAreNamedWorstFirstAndNothingElse() {
        assertEquals(
                List.of(
                        "QOS_ZERO",
                        "STORE_CAPACITY_LOW",
                        "STORE_IN_MEMORY",
                        "AUTO_CONNECT_OFF",
                        "CONGESTION_TIMEOUT_OFF",
                        "RATE_LIMIT_LOW",
                        "PAYLOAD_COMPRESSED"),
                codes());
    }

    @Test
    void aThemeThatFailsIsToldAndHidesNothingOfTheOthers() {
        gateway.bundles.add(null);

        assertTrue(codes().containsAll(List.of("CHECK_FAILED", "QOS_ZERO", "AUTO_CONNECT_OFF")), codes()::toString);
    }

    @Test
    void whatAPlannerPublishesByIsLookedAtAsWell() {
        gateway.components.removeIf(each -> "mill1".equals(each.get("kura.service.pid")));
        assertFalse(codes().contains("QOS_ZERO"), codes()::toString);
        gateway.components.add(Map.of(
                "kura.service.pid",
                "hall-1",
                "service.factoryPid",
                "io.millwright.planning.SchedulePlanner",
                "CloudPublisher.target",
                "(kura.service.pid=decisions)"));
        assertTrue(codes().contains("QOS_ZERO"), codes()::toString);
    }

    @Test
    void aGatewayWithoutAPipelineIsLookedAtAsWell() {
        gateway.components.removeIf(each -> List.of("mill1", "decisions").contains(each.get("kura.service.pid")));

        assertEquals(
                Set.of(
                        "STORE_IN_MEMORY",
                        "RATE_LIMIT_LOW",
                        "STORE_CAPACITY_LOW",
                        "CONGESTION_TIMEOUT_OFF",
                        "AUTO_CONNECT_OFF",
                        "PAYLOAD_COMPRESSED"),
                Set.copyOf(codes()));
    }

    @Test
    void afterTheFixesOnlyWhatAPersonHasToDecideIsLeft() {
        for (Finding each : new Doctor(gateway).findings()) {
            if (each.fix() != null) {
                gateway.set(each.fix().pid(), each.fix().field(), each.fix().value());
            }
        }

        assertEquals(List.of("STORE_IN_MEMORY", "PAYLOAD_COMPRESSED"), codes());
    }

    @ParameterizedTest
    @CsvSource({
        "1, SECONDS, 900, 1000, 19200",
        "1, MINUTES, 900, 1000, 19200",
        "1, HOURS, 900, 10000, 19200",
        "1, DAYS, 60, 1000, 10000",
        "20, SECONDS, 900, 10000, 19200",
        "20, SECONDS, 900, 19199, 19200",
        "20, SECONDS, 900, 19200, 19200",
        "1200, MINUTES, 300, 1, 10000",
        "1000, SECONDS, 900, 1000, 100000"
    })
    void fixesHoldByTheDoctorsOwnRules(long average, String unit, long housekeeper, long capacity, String fixed) {
        right();
        gateway.set(StockGateway.DATA, "rate.limit.average", average);
        gateway.set(StockGateway.DATA, "rate.limit.time.unit", unit);
        gateway.set(StockGateway.DATA, "store.housekeeper-interval", housekeeper);
        gateway.set(StockGateway.DATA, "store.purge-age", 60);
        gateway.set(StockGateway.DATA, "store.capacity", capacity);
        String set = String.valueOf(capacity);
        for (Finding each : new Doctor(gateway).findings()) {
            gateway.set(each.fix().pid(), each.fix().field(), each.fix().value());
            if (each.fix().field().equals("store.capacity")) {
                set = String.valueOf(each.fix().value());
            }
        }

        assertEquals(fixed, set);
        assertEquals(List.of(), codes());
    }

    @Test
    void nothingIsFoundWhereAllIsRight() {
        right();

        assertEquals(List.of(), codes());
    }

    @Test
    void numbersThatSnapshotsKeepAsTextsAreNumbers() {
        right();
        gateway.set(StockGateway.DATA, "store.capacity", "50000");
        gateway.set("decisions", "qos", "1");

        assertEquals(List.of(), codes());
    }

    @ParameterizedTest
    @CsvSource({
        "mill1, CloudPublisher.target, (kura.service.pid=other), TARGET_MATCHES_NOTHING",
        "mill1, TagSource.target, (kura.service.pid=plc9), TARGET_MATCHES_NOTHING",
        "mill1, Model.target, nonsense, TARGET_MATCHES_NOTHING",
        "mill1, window.periodMs, 1000, PERIOD_DIFFERS",
        "decisions, cloud.endpoint.service.pid, gone, PUBLISHER_WITHOUT_CONNECTION",
        "plc1, security.policy, None, SECURITY_OFF",
        "plc1, check.hostName, false, CHECK_SWITCHED_OFF",
        "plc1, security.deprecated.allowed, true, CHECK_SWITCHED_OFF",
        "plc1, server.certificate.sha256, '', SERVER_NOT_PINNED"
    })
    void oneFaultIsOneFinding(String pid, String field, String value, String code) {
        right();
        gateway.set(pid, field, value);

        assertEquals(List.of(code), codes());
    }

    @Test
    void aModelThatWasRefusedIsToldOnceWithItsReasonAndThePipelinesThatWantIt() {
        right();
        gateway.set("mill1", "Model.target", "(kura.service.pid=mill)");
        gateway.supervised.add(BroughtModel.models(BroughtModel.refused("press"), BroughtModel.refused("mill")));
        gateway.supervised.add(new Said("mill1", "MODEL_MISSING", "mill refused: golden rows differ"));
        gateway.supervised.add(new Said("press1", "MODEL_UPDATE_REFUSED", "press refused: golden rows differ"));

        assertEquals(List.of("STATE_ERROR", "TARGET_MATCHES_NOTHING"), codes());
        Finding found = new Doctor(gateway).findings().get(1);
        assertEquals("mill", found.pid());
        assertEquals("the model of mill1 is installed and does not serve, so nothing is decided there", found.cause());
        assertEquals("mill refused: golden rows differ", found.proof());
        assertEquals("export it", found.remedy());
        assertEquals(
                "press refused: golden rows differ; it concerns press1",
                new Doctor(gateway).findings().get(0).cause());
    }

    @Test
    void aModelThatIsNotThereIsToldOnce() {
        right();
        gateway.set("mill1", "Model.target", "(kura.service.pid=mill)");
        gateway.supervised.add(new Said("mill1", "MODEL_MISSING", "no model like that"));

        assertEquals(List.of("TARGET_MATCHES_NOTHING"), codes());
    }

    @Test
    void aModelOnTrialBlocksNothing() {
        right();
        gateway.set("mill1", "Model.target", "(kura.service.pid=mill)");
        gateway.supervised.add(BroughtModel.models(BroughtModel.onTrial("mill")));

        Finding found = new Doctor(gateway).findings().get(0);
        assertEquals("MODEL_ON_TRIAL NOTE", found.code() + " " + found.severity());
        assertEquals(
                "the model of mill1 is on trial since 2027-01-15T08:00:00Z, so nothing is decided there yet",
                found.cause());
    }

    @Test
    void connectionThatIsNotConnectedIsNamed() {
        right();
        gateway.connected = java.util.Optional.of(false);

        assertEquals(List.of("NOT_CONNECTED"), codes());
    }

    @Test
    void machineInTroubleIsNamed() {
        right();
        gateway.machine = new Machine(1, 2, "/data", 1, "/tmp", 1, true, 95, 100);

        assertEquals(
                List.of("DISK_LOW", "CLOCK_BEFORE_BUILD", "TEMPORARY_NOEXEC", "TEMPORARY_SPACE_LOW", "HEAP_LOW"),
                codes());
    }

    @Test
    void whatIsRepackedHasVersionsOfItsOwn() {
        right();
        gateway.bundles.addAll(List.of(
                new Installed("io.millwright.api", "0.1.0.a", true, false),
                new Installed("io.millwright.planning", "0.1.0.a", true, false),
                new Installed("io.millwright.onnxruntime", "1.28.0.v1", true, false),
                new Installed("io.millwright.solver", "9.14.6206.v1", true, false)));

        assertEquals(List.of(), codes());
    }

    @Test
    void bundleThatDoesNotRunAndBundlesOfTwoBuildsAreNamed() {
        right();
        gateway.bundles.addAll(List.of(
                new Installed("io.millwright.api", "0.1.0.a", true, false),
                new Installed("io.millwright.opcua", "0.1.0.b", false, false),
                new Installed("io.millwright.onnxruntime", "1.28.0", true, false),
                new Installed("io.millwright.model.weld-quality", "1.0.0", true, false)));

        assertEquals(List.of("BUNDLE_NOT_ACTIVE", "BUILDS_DIFFER"), codes());
        assertEquals(
                "io.millwright.api of 0.1.0.a; newest 0.1.0.b",
                new Doctor(gateway).findings().get(1).value());
    }

    @Test
    void temporaryFolderIsJudgedByItsOwnMount() {
        List<String> mounts = List.of(
                "/dev/a / ext4 rw 0 0", "tmpfs /tmp tmpfs rw,noexec,nosuid 0 0", "tmpfs /tmp/kura tmpfs rw 0 0");

        assertTrue(Mounts.noexec(mounts, Path.of("/tmp")));
        assertTrue(Mounts.noexec(mounts, Path.of("/tmp/other")));
        assertFalse(Mounts.noexec(mounts, Path.of("/tmp/kura/x")));
        assertFalse(Mounts.noexec(mounts, Path.of("/tmpx")));
    }

    private void right() {
        gateway.set(StockGateway.DATABASE, "db.connector.url", "jdbc:h2:file:/data/kuradb");
        gateway.set(StockGateway.CLOUD, "encode.gzip", false);
        gateway.set(StockGateway.DATA, "store.capacity", 20_000);
        gateway.set(StockGateway.DATA, "rate.limit.average", 20);
        gateway.set(StockGateway.DATA, "in-flight-messages.congestion-timeout", 30);
        gateway.set(StockGateway.DATA, "connect.auto-on-startup", true);
        gateway.set("decisions", "qos", 1);
        gateway.add(
                "plc1",
                Map.of(
                        "service.factoryPid",
                        LineChecks.CONNECTIONS,
                        "security.policy",
                        "Basic256Sha256",
                        "server.certificate.sha256",
                        "aa",
                        "publishing.intervalMs",
                        500));
    }

    private List<String> codes() {
        return new Doctor(gateway).findings().stream().map(Finding::code).toList();
    }
}
