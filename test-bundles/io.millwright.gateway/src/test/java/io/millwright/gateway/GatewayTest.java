package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void walks() throws Exception {
        Path bundle = SmallBundles.toy(folder, "1.0.0", Map.of());
        Path dp = SmallBundles.pack(folder, "toy", "1.0.0", List.of(bundle));
        try (Gateway gateway = Gateway.in(folder.resolve("gateway")).start()) {
            gateway.bundles().forEach(System.out::println);
            Installation installation = gateway.installPackage(dp);
            assertTrue(installation.isActive(), installation.toString());
            gateway.createFactory(SmallBundles.GREETER, "g1", Map.of("times", 5));
            gateway.await(
                    "greeter", LIMIT, () -> !gateway.services("(toy.times=5)").isEmpty());
            System.out.println(gateway.services("(toy.times=5)"));
            System.out.println(gateway.configuration("g1"));
            System.out.println(gateway.form(SmallBundles.GREETER));
            gateway.restart();
            gateway.await(
                    "greeter", LIMIT, () -> !gateway.services("(toy.times=5)").isEmpty());
            System.out.println(gateway.services("(toy.times=5)"));
            gateway.log(LogLine.Level.INFO).forEach(System.out::println);
            assertEquals(List.of(), gateway.log(LogLine.Level.WARN));
        }
    }
}
