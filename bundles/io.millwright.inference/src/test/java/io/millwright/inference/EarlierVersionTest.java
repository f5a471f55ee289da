package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** An accepted model that no pipeline can use must not cost the gateway the version that decided before it. */
class EarlierVersionTest {
    @TempDir
    Path temporary;

    private Gateway gateway;
    private int boots;

    @BeforeEach
    void boot() throws Exception {
        gateway = new Gateway(temporary.resolve("storage" + boots++), temporary.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static InputStream bundle(String version, float k) throws IOException {
        return ModelFiles.linear("linear", version, k).bundle("test.linear", version);
    }

    private Bundle updated(String from, String to) throws Exception {
        Bundle bundle = gateway.install(bundle(from, 1));
        gateway.await("linear", from);
        bundle.update(bundle(to, 2));
        gateway.await("linear", to);
        return bundle;
    }

    private void reboot(String version, float k) throws Exception {
        gateway.close();
        boot();
        gateway.install(bundle(version, k));
        gateway.await("linear", version);
    }

    private void awaitIndex(String... names) {
        Path index = temporary.resolve("data/millwright/models/index");
        gateway.await("index " + List.of(names), () -> {
            try (Stream<Path> files = Files.list(index)) {
                return files.map(file -> file.getFileName().toString())
                        .sorted()
                        .toList()
                        .equals(List.of(names));
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** An event that has the extender look at what time it is. */
    private void pass(long minutes) throws Exception {
        gateway.pass(minutes);
        Bundle other = gateway.install(ModelFiles.linear("other", "1.0.0", 1).bundle("test.other", "1.0.0"));
        gateway.await("other", "1.0.0");
        other.uninstall();
        gateway.await("looked", () -> gateway.find("other") == null);
    }

    @Test
    void f6AfterARestartTheVersionBeforeIsThereBesideOneThatNobodyHasTakenOver() throws Exception {
        updated("1.0.0", "1.1.0");
        awaitIndex("test.linear+linear.json", "test.linear.json");
        assertEquals("1.0.0", gateway.earlier("linear").version());
        reboot("1.1.0", 2);
        assertEquals("1.0.0", gateway.earlier("linear").version());
        gateway.earlier("linear").open(1).close();
        reboot("1.1.0", 2);
        assertEquals("1.0.0", gateway.earlier("linear").version());
    }

    @Test
    void severalMisfitsInARowLeaveTheVersionThatSomebodyDecidesWith() throws Exception {
        Bundle bundle = gateway.install(bundle("1.0.0", 1));
        ModelRunner runner = gateway.await("linear", "1.0.0").open(1);
        for (int misfit = 1; misfit <= 3; misfit++) {
            bundle.update(bundle("1." + misfit + ".0", misfit + 1));
            gateway.await("linear", "1." + misfit + ".0");
            assertEquals("1.0.0", gateway.earlier("linear").version());
        }
        runner.close();
        gateway.await(
                "sessions of misfits are closed",
                () -> gateway.counts().sessionsOpen.get() == 2);
        awaitIndex("test.linear+linear.json", "test.linear.json");
        reboot("1.3.0", 4);
        assertEquals("1.0.0", gateway.earlier("linear").version());
    }

    @Test
    void theVersionBeforeGoesOnceItsSuccessorIsInUseAndItIsNot() throws Exception {
        updated("1.0.0", "1.1.0");
        Model earlier = gateway.earlier("linear");
        pass(EarlierVersions.UNUSED_MINUTES + 1);
        assertEquals(earlier, gateway.earlier("linear"), "nobody has opened the successor");
        ModelRunner runner = earlier.open(1);
        gateway.find("linear").open(1).close();
        pass(EarlierVersions.UNUSED_MINUTES + 1);
        assertEquals(earlier, gateway.earlier("linear"), "somebody decides with it");
        runner.close();
        pass(0);
        pass(EarlierVersions.UNUSED_MINUTES - 1);
        assertEquals(earlier, gateway.earlier("linear"), "perhaps somebody comes back");
        pass(2);
        gateway.await("withdrawn", () -> gateway.earlier("linear") == null);
        gateway.await("session closed", () -> gateway.counts().sessionsOpen.get() == 1);
        awaitIndex("test.linear.json");
        reboot("1.1.0", 2);
        assertNull(gateway.earlier("linear"));
    }

    @Test
    void theVersionBeforeGoesWhenItIsInstalledAgainAndWhenItsBundleIsUninstalled() throws Exception {
        Bundle bundle = updated("1.0.0", "1.1.0");
        bundle.update(bundle("1.0.0", 1));
        gateway.await("linear", "1.0.0");
        assertNull(gateway.earlier("linear"));
        awaitIndex("test.linear.json");
        bundle.update(bundle("1.2.0", 3));
        gateway.await("linear", "1.2.0");
        assertEquals("1.0.0", gateway.earlier("linear").version());
        bundle.uninstall();
        gateway.await("withdrawn", () -> gateway.earlier("linear") == null);
        awaitIndex();
    }

    @Test
    void aDamagedFileOfTheVersionBeforeIsNotServedAndThePresentOneIs() throws Exception {
        updated("1.0.0", "1.1.0");
        awaitIndex("test.linear+linear.json", "test.linear.json");
        String onnx = gateway.earlier("linear").sha256();
        gateway.close();
        Files.write(temporary.resolve("data/millwright/models/files").resolve(onnx), new byte[] {1, 2, 3});
        boot();
        gateway.install(bundle("1.1.0", 2));
        gateway.await("linear", "1.1.0");
        assertNull(gateway.earlier("linear"));
    }

    /** Nobody could use the update, so it is the version before it that serves on when the bundle then brings another model. */
    @Test
    void a3AMisfitAndThenAnotherNameLeaveTheVersionThatDecidesAlsoAfterARestart() throws Exception {
        Bundle bundle = gateway.install(bundle("1.0.0", 1));
        ModelRunner runner = gateway.await("linear", "1.0.0").open(1);
        bundle.update(bundle("1.1.0", 2));
        gateway.await("linear", "1.1.0");
        assertEquals("1.0.0", gateway.earlier("linear").version());
        bundle.update(renamed("1.2.0"));
        gateway.await("next", "1.2.0");
        gateway.await("linear", "1.0.0");
        assertNull(gateway.earlier("linear"));
        runner.close();
        gateway.await(
                "the session of the misfit is closed",
                () -> gateway.counts().sessionsOpen.get() == 2);
        awaitIndex("test.linear+linear.json", "test.linear.json");
        gateway.close();
        boot();
        gateway.install(renamed("1.2.0"));
        gateway.await("next", "1.2.0");
        gateway.await("linear", "1.0.0");
    }

    private static InputStream renamed(String version) throws IOException {
        return ModelFiles.linear("next", version, 3).bundle("test.linear", version);
    }

    /** The former model serves on under its name; a misfit of that name must not take it away. */
    @Test
    void a3AnotherNameAndThenAMisfitOfTheOldOneLeaveTheVersionThatDecidesAlsoAfterARestart() throws Exception {
        Bundle bundle = gateway.install(bundle("1.0.0", 1));
        ModelRunner runner = gateway.await("linear", "1.0.0").open(1);
        bundle.update(renamed("1.1.0"));
        gateway.await("next", "1.1.0");
        bundle.update(bundle("1.2.0", 2));
        gateway.await("linear", "1.2.0");
        assertEquals("1.0.0", gateway.earlier("linear").version());
        runner.close();
        gateway.earlier("linear").open(1).close();
        reboot("1.2.0", 2);
        assertEquals("1.0.0", gateway.earlier("linear").version());
    }

    @Test
    void a3MisfitsBeforeAndAfterAnotherNameLeaveTheVersionThatDecides() throws Exception {
        Bundle bundle = gateway.install(bundle("1.0.0", 1));
        gateway.await("linear", "1.0.0").open(1);
        for (int round = 1; round <= 3; round++) {
            bundle.update(bundle(round + ".1.0", round + 1));
            gateway.await("linear", round + ".1.0");
            assertEquals("1.0.0", gateway.earlier("linear").version());
            bundle.update(renamed(round + ".2.0"));
            gateway.await("next", round + ".2.0");
            gateway.await("linear", "1.0.0");
            assertNull(gateway.earlier("linear"));
        }
        bundle.update(bundle("4.1.0", 4));
        gateway.await("linear", "4.1.0");
        reboot("4.1.0", 4);
        assertEquals("1.0.0", gateway.earlier("linear").version());
    }

    @Test
    void a3AMisfitThatAnotherBundleBringsLeavesTheFormerModelAsItsEarlierVersion() throws Exception {
        Bundle bundle = gateway.install(bundle("1.0.0", 1));
        gateway.await("linear", "1.0.0").open(1);
        bundle.update(renamed("1.1.0"));
        gateway.await("next", "1.1.0");
        Bundle other = gateway.install(ModelFiles.linear("linear", "1.2.0", 2).bundle("test.other", "1.2.0"));
        gateway.await("linear", "1.2.0");
        assertEquals("1.0.0", gateway.earlier("linear").version());
        bundle.uninstall();
        gateway.await("withdrawn", () -> gateway.find("next") == null);
        assertEquals("1.0.0", gateway.earlier("linear").version());
        awaitIndex("test.other+linear.json", "test.other.json");
        other.uninstall();
        gateway.await("withdrawn", () -> gateway.earlier("linear") == null);
        awaitIndex();
    }

    @Test
    void theFormerModelItselfTakesItsPlaceAgainWithNothingBesideIt() throws Exception {
        Bundle bundle = gateway.install(bundle("1.0.0", 1));
        gateway.await("linear", "1.0.0");
        bundle.update(renamed("1.1.0"));
        gateway.await("next", "1.1.0");
        bundle.update(bundle("1.0.0", 1));
        gateway.await("former", () -> gateway.state(ExtenderState.CODE).equals("MODEL_RENAMED"));
        assertNull(gateway.earlier("linear"));
        assertEquals("1.0.0", gateway.await("linear", "1.0.0").version());
        awaitIndex("test.linear+next.json", "test.linear.json");
    }

    @Test
    void a3AnotherNameThatCameWhileTheGatewayWasOffLeavesTheModelThatDecidedBefore() throws Exception {
        gateway.install(bundle("1.0.0", 1));
        gateway.await("linear", "1.0.0");
        awaitIndex("test.linear.json");
        gateway.close();
        boot();
        gateway.install(renamed("1.1.0"));
        gateway.await("next", "1.1.0");
        gateway.await("linear", "1.0.0");
        awaitIndex("test.linear+linear.json", "test.linear.json");
    }

    @Test
    void anUpdateThatCameWhileTheGatewayWasOffLeavesTheVersionBeforeAsWell() throws Exception {
        gateway.install(bundle("1.0.0", 1));
        gateway.await("linear", "1.0.0");
        awaitIndex("test.linear.json");
        reboot("1.1.0", 2);
        assertEquals("1.0.0", gateway.earlier("linear").version());
    }
}
