package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The emulator does what was seen on a gateway: packages, configurations, boots. */
class GatewayTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Gateway gateway(Platform platform) {
        return Gateway.in(folder.resolve("gateway")).platform(platform).start();
    }

    private Path toyPackage(String version) throws Exception {
        return SmallBundles.pack(folder, "toy", version, List.of(SmallBundles.toy(folder, version, Map.of())));
    }

    private static void awaitToy(Gateway gateway, String filter) {
        gateway.await(filter, LIMIT, () -> gateway.services(filter).size() == 1);
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void aFactoryComponentComesAliveAndComesBackAfterARestart(Platform platform) throws Exception {
        try (Gateway gateway = gateway(platform)) {
            assertTrue(gateway.bundles().stream()
                    .allMatch(b -> b.isActive() || b.name().endsWith("logprovider")));
            assertTrue(gateway.installPackage(toyPackage("1.0.0")).isActive());
            assertTrue(gateway.factories().contains(SmallBundles.GREETER));

            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of("times", 5));
            awaitToy(gateway, "(&(toy.times=5)(toy.greeting=hello)(toy.kura.service.pid=g1))");

            gateway.update("g1", Map.of("greeting", "good morning"));
            awaitToy(gateway, "(&(toy.times=5)(toy.greeting=good morning))");

            gateway.restart();
            awaitToy(gateway, "(&(toy.times=5)(toy.greeting=good morning))");
            assertEquals(Map.of("toy", "1.0.0"), gateway.packages());
            assertEquals(List.of(), gateway.log(LogLine.Level.WARN));
        }
    }

    @Test
    void aPasswordIsOpaqueInTheComponentAndHiddenOutside() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of("secret", "open it"));
            awaitToy(gateway, "(toy.secret=*)");
            Object inComponent = gateway.services("(toy.secret=*)").get(0).get("toy.secret");
            assertEquals(String.class, inComponent.getClass());
            assertFalse(inComponent.toString().contains("open it"));
            assertEquals("placeholder", gateway.configuration("g1").get("secret"));
            try (var snapshots = Files.list(folder.resolve("gateway/snapshots"))) {
                for (Path snapshot : snapshots.toList()) {
                    assertFalse(Files.readString(snapshot).contains("greeting"), "snapshots are encrypted");
                }
            }
        }
    }

    @Test
    void nothingIsValidatedAndOnlyMissingKeysGetDefaults() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of("times", "not a number", "unknown", 7L));
            awaitToy(gateway, "(&(toy.times=not a number)(toy.unknown=7)(toy.greeting=hello))");
        }
    }

    @Test
    void theComponentIsModifiedAgainWithEqualContentAfterABoot() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of());
            gateway.restart();
            awaitToy(gateway, "(toy.modified>=1)");
        }
    }

    @Test
    void configurationOutlivesItsPackage() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            Path dp = toyPackage("1.0.0");
            gateway.installPackage(dp);
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of("times", 8));
            awaitToy(gateway, "(toy.times=8)");

            gateway.uninstallPackage("toy");
            assertEquals("UNINSTALLED", gateway.bundle(SmallBundles.TOY).state());
            assertEquals(List.of(), gateway.services("(toy.times=8)"));
            gateway.snapshot();
            gateway.restart();
            assertEquals(Map.of(), gateway.packages());

            gateway.installPackage(dp);
            awaitToy(gateway, "(toy.times=8)");
        }
    }

    @Test
    void aRollbackBringsOldValuesBackAndRemovesYoungerComponents() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of("times", 1));
            awaitToy(gateway, "(toy.times=1)");
            long before = gateway.snapshot();
            gateway.update("g1", Map.of("times", 2));
            gateway.createFactory(SmallBundles.GREETER, "g2", Map.of("times", 3));
            awaitToy(gateway, "(toy.times=2)");
            awaitToy(gateway, "(toy.times=3)");

            gateway.rollback(before);
            awaitToy(gateway, "(toy.times=1)");
            gateway.await("g2 gone", LIMIT, () -> gateway.services("(toy.kura.service.pid=g2)")
                    .isEmpty());
            assertNull(gateway.configuration("g2"));
        }
    }

    @Test
    void aDeletedComponentStaysDeletedAfterARestart() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of());
            gateway.createFactory(SmallBundles.GREETER, "g2", Map.of());
            awaitToy(gateway, "(toy.kura.service.pid=g1)");
            gateway.delete("g1");
            gateway.await("g1 gone", LIMIT, () -> gateway.services("(toy.kura.service.pid=g1)")
                    .isEmpty());
            gateway.restart();
            awaitToy(gateway, "(toy.kura.service.pid=g2)");
            assertEquals(List.of(), gateway.services("(toy.kura.service.pid=g1)"));
            GatewayException twice = assertThrows(
                    GatewayException.class, () -> gateway.createFactory(SmallBundles.GREETER, "g2", Map.of()));
            assertTrue(twice.getMessage().contains("g2 already exists"), twice.getMessage());
        }
    }

    @Test
    void anUpgradeKeepsConfigurationAndADowngradeIsAccepted() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of("times", 4));
            awaitToy(gateway, "(&(toy.times=4)(toy.version=1.0.0))");
            gateway.installPackage(toyPackage("1.1.0"));
            awaitToy(gateway, "(&(toy.times=4)(toy.version=1.1.0))");
            gateway.installPackage(toyPackage("1.0.0"));
            awaitToy(gateway, "(&(toy.times=4)(toy.version=1.0.0))");
        }
    }

    @Test
    void aBundleOfTheSameVersionIsSkippedAlthoughItsContentIsNew() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            Path other = SmallBundles.toy(folder, "1.0.0", Map.of("Greeting", "other content"));
            gateway.installPackage(SmallBundles.pack(folder, "toy", "2.0.0", List.of(other)));
            assertEquals(Map.of("toy", "2.0.0"), gateway.packages());
            assertEquals(
                    "1.0.0",
                    gateway.bundleObject(SmallBundles.TOY).getHeaders().get("Greeting"),
                    "the old content still runs");
        }
    }

    @Test
    void aPackageWhoseBundleCannotResolveIsInstalledAllTheSame() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            Path bundle = SmallBundles.toy(folder, "1.0.0", Map.of("Import-Package", "com.example.nowhere,*"));
            Installation installation =
                    gateway.installPackage(SmallBundles.pack(folder, "toy", "1.0.0", List.of(bundle)));
            assertFalse(installation.isActive());
            assertEquals("INSTALLED", installation.bundles().get(0).state());
            assertEquals(Map.of("toy", "1.0.0"), gateway.packages());
            assertFalse(gateway.factories().contains(SmallBundles.GREETER));
        }
    }

    /** Kura turns compatibility boot delegation on; a forgotten import must fail here all the same. */
    @Test
    void packagesOfTheClassPathAreNotVisibleToBundles() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            var bundle = gateway.bundleObject(SmallBundles.TOY);
            assertThrows(ClassNotFoundException.class, () -> bundle.loadClass("io.moquette.broker.Server"));
            assertThrows(ClassNotFoundException.class, () -> bundle.loadClass("javax.net.ssl.SSLContext"));
        }
    }

    @Test
    void aCutPackageIsRefusedAndLogged() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            Path whole = toyPackage("1.0.0");
            byte[] bytes = Files.readAllBytes(whole);
            Path cut = Files.write(folder.resolve("cut.dp"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
            assertThrows(GatewayException.class, () -> gateway.installPackage(cut));
            assertEquals(Map.of(), gateway.packages());
            assertFalse(gateway.log(LogLine.Level.ERROR).isEmpty());
            assertTrue(gateway.installPackage(whole).isActive());
        }
    }

    @Test
    void aManifestVersionThatDiffersIsRefusedAndTheOldOneRunsOn() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            Path bundle = SmallBundles.toy(folder, "3.0.0", Map.of());
            Path wrong = SmallBundles.pack(folder, "toy", "3.0.0", Map.of(bundle, Map.of("Bundle-Version", "3.0.1")));
            assertThrows(GatewayException.class, () -> gateway.installPackage(wrong));
            assertEquals("1.0.0", gateway.bundle(SmallBundles.TOY).version());
        }
    }

    @Test
    void packagesComeBackInTheOrderAskedForAndTheOneLeftOutIsMissing() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            Path second = SmallBundles.toy(folder, "1.0.0", Map.of("Bundle-SymbolicName", "second"));
            gateway.installPackage(SmallBundles.pack(folder, "second", "1.0.0", List.of(second)));

            gateway.restart(Boot.inOrder(List.of("second", "toy")));
            assertTrue(id(gateway, "second") < id(gateway, SmallBundles.TOY));
            gateway.restart(Boot.inOrder(List.of("toy", "second")));
            assertTrue(id(gateway, "second") > id(gateway, SmallBundles.TOY));
            gateway.restart(Boot.without("second"));
            assertEquals(Set.of("toy"), gateway.packages().keySet());
            gateway.restart();
            assertEquals(Set.of("toy", "second"), gateway.packages().keySet());
        }
    }

    private static long id(Gateway gateway, String name) {
        return gateway.bundleObject(name).getBundleId();
    }

    /** The drop-down offers every service of the reference's interface that has a kura.service.pid. */
    @Test
    void aTargetAttributeOffersTheServicesOfItsReference() throws Exception {
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of());
            awaitToy(gateway, "(toy.kura.service.pid=g1)");
            Map<String, Object> field = gateway.form(SmallBundles.GREETER).stream()
                    .filter(one -> "Partner.target".equals(one.get("id")))
                    .findFirst()
                    .orElseThrow();
            assertEquals("(kura.service.pid=changeme)", field.get("default"));
            assertTrue(((List<?>) field.get("targets")).contains("(kura.service.pid=g1)"), field.toString());
        }
    }

    @Test
    void nothingRunsOnAfterTheGatewayHasStopped() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Gateway gateway = gateway(Platform.KURA_5)) {
            gateway.installPackage(toyPackage("1.0.0"));
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of());
            awaitToy(gateway, "(toy.kura.service.pid=g1)");
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread)) {
                thread.join(LIMIT.toMillis());
                assertFalse(thread.isAlive(), thread + " still runs");
            }
        }
    }
}
