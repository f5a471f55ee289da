package io.millwright.itest;

import io.millwright.gateway.Gateway;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.wiring.BundleWiring;

/** An uninstalled package leaves nothing behind. */
class UninstallTest {
    private static final List<String> BUNDLES =
            List.of("io.millwright.opcua", "io.millwright.inference", "io.millwright.pipeline");

    private static Site site;

    @BeforeAll
    static void openSite() throws Exception {
        site = Site.open("uninstall");
        site.install(Packages.all());
        site.configureLine();
    }

    @AfterAll
    static void closeSite() {
        site.close();
    }

    /** Its forms were open and its pipeline decided: everything that the gateway could keep was there to be kept. */
    @Test
    void a16NoClassLoaderIsReachableAfterTheUninstall() throws Exception {
        String pipeline = site.createPipeline("machine-failure", Map.of());
        site.awaitGoodDecision(pipeline);
        Gateway gateway = site.gateway();
        for (int read = 0; read < 3; read++) {
            gateway.configuration(pipeline);
            gateway.configuration(Site.PLC);
        }
        // Threads of callers went through the connection, too.
        Look.service(site, "io.millwright.tag.ServerDiscovery", "(!(kura.service.pid=*))")
                .get("endpoints", site.plc().endpointUrl(), 20_000L);
        Look.service(site, "io.millwright.tag.TagBrowser", "(millwright.connection=" + Site.PLC + ")")
                .get("browse", "", "", 50, 20_000L);
        site.unwatched();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        BUNDLES.forEach(name -> loaders.add(new WeakReference<>(
                gateway.bundleObject(name).adapt(BundleWiring.class).getClassLoader())));
        gateway.uninstallPackage(Packages.MILLWRIGHT);
        site.await("no class loader of " + BUNDLES + " to be reachable", () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    }
}
