package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.BundleState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nobody knows in which order a gateway installs packages: after a boot it is the order of a hash table. The configuration
 * is there from the second order on, as it is at a boot.
 */
class PackageOrderTest {
    private static Site site;

    @BeforeAll
    static void openSite() throws Exception {
        site = Site.open("package-order");
        site.createKeystore();
        site.createPublisher();
    }

    @AfterAll
    static void closeSite() {
        site.close();
    }

    static Stream<List<String>> orders() {
        String engine = Packages.ONNXRUNTIME;
        String addOn = Packages.MILLWRIGHT;
        String model = Packages.MACHINE_FAILURE;
        return Stream.of(
                List.of(model, addOn, engine),
                List.of(addOn, model, engine),
                List.of(engine, addOn, model),
                List.of(engine, model, addOn),
                List.of(addOn, engine, model),
                List.of(model, engine, addOn));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyOrderEndsWithDecisions(List<String> order) {
        site.gateway().packages().keySet().forEach(site.gateway()::uninstallPackage);
        assertEquals(0, ours().count());
        site.gateway().forgetLog();
        Map<String, Path> files = Map.of(
                Packages.ONNXRUNTIME, Packages.onnxruntime(),
                Packages.MILLWRIGHT, Packages.millwright(),
                Packages.MACHINE_FAILURE, Packages.machineFailure());
        for (String name : order) {
            site.gateway().installPackage(files.get(name));
        }
        site.await("every bundle of ours ACTIVE", () -> ours().allMatch(BundleState::isActive));
        assertEquals(7, ours().count());

        if (site.gateway().configuration(Site.PLC) == null) {
            site.createConnection(Map.of());
            site.createPipeline("machine-failure", Map.of());
        }
        site.awaitGoodDecision("machine-failure-pipeline");
        assertTrue(site.warnings().isEmpty(), () -> "nothing to warn of: " + site.warnings());
    }

    private static Stream<BundleState> ours() {
        return site.gateway().bundles().stream()
                .filter(b -> b.name().startsWith("io.millwright") && !b.name().startsWith("io.millwright.gateway"));
    }
}
