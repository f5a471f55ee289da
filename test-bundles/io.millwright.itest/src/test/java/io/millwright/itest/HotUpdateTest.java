package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Twenty updates in a row: a gateway that is updated for years must not fill up with threads and class loaders. */
@ExtendWith(SharedSite.class)
class HotUpdateTest {
    private static final int UPDATES = 20;
    private static final int WARM = 4;
    /** Weak and soft references that the JDK itself still holds go with the next updates; a leak keeps every loader. */
    private static final int LOADERS_IN_USE = 4;

    private static final List<String> UPDATED =
            List.of("io.millwright.api", "io.millwright.opcua", "io.millwright.inference", "io.millwright.pipeline");

    @Test
    void twentyUpdatesLeakNeitherThreadsNorClassLoaders(Site site) {
        Path other =
                PackageVariant.of(Packages.millwright()).version("0.2.0.other").writeTo(site.folder());
        List<WeakReference<ClassLoader>> old = new ArrayList<>();
        SortedMap<String, Integer> warm = new TreeMap<>();
        for (int i = 1; i <= UPDATES; i++) {
            UPDATED.forEach(name -> old.add(new WeakReference<>(loader(site, name))));
            assertTrue(site.gateway()
                    .installPackage(i % 2 == 1 ? other : Packages.millwright())
                    .isActive());
            site.awaitGoodDecision(SharedSite.PIPELINE);
            if (i == WARM) {
                warm = ourThreads();
            }
        }
        SortedMap<String, Integer> early = warm;
        // One that starts with the first alarm, say, may have come since; a leak is one per update.
        site.await(
                "hardly more threads than after " + WARM + " updates, " + early, () -> ourThreads().entrySet().stream()
                        .allMatch(now -> now.getValue() - early.getOrDefault(now.getKey(), 0) < (UPDATES - WARM) / 2));
        assertEquals(List.of(), site.warnings(), "nothing to warn of");
        awaitCollected(site, old);
    }

    private static ClassLoader loader(Site site, String name) {
        Bundle bundle = site.gateway().bundleObject(name);
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    /** Names without their numbers, with how many there are: a pool may have grown or shrunk by some. */
    private static SortedMap<String, Integer> ourThreads() {
        SortedMap<String, Integer> threads = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("millwright-")) {
                threads.merge(thread.getName().replaceAll("[0-9]+$", "n"), 1, Integer::sum);
            }
        }
        return threads;
    }

    private static void awaitCollected(Site site, List<WeakReference<ClassLoader>> old) {
        site.await("the class loaders of earlier versions to be collected", () -> {
            System.gc();
            return old.stream().filter(loader -> loader.get() != null).count() <= LOADERS_IN_USE;
        });
    }
}
