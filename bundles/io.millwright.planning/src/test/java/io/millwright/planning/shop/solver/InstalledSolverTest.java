package io.millwright.planning.shop.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Version;

/** The copies of a solver's files are there as long as its bundle is installed. */
class InstalledSolverTest {
    @TempDir
    Path folder;

    private final List<Bundle> bundles = new ArrayList<>();
    private Path copies;
    private Bundle solver;
    private int told;

    @BeforeEach
    void installed() throws IOException {
        copies = folder.resolve("solver");
        bundles.add(bundle("planning", 1, Map.of("io/millwright/planning/shop/solver/child", file("Main.class"))));
        solver = solver(7);
        bundles.add(solver);
    }

    private Bundle solver(long modified) throws IOException {
        return bundle(
                "or-tools", modified, Map.of("solver", file("ortools.jar"), Natives.system(), file(Natives.LIBRARY)));
    }

    private URL file(String name) throws IOException {
        Path file = folder.resolve("bundles").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
        return file.toUri().toURL();
    }

    private static Bundle bundle(String name, long modified, Map<String, URL> entries) {
        Hashtable<String, String> headers = new Hashtable<>();
        if (entries.containsKey("solver")) {
            headers.put(InstalledSolver.HEADER, "solver");
        }
        return proxy(Bundle.class, (self, method, arguments) -> switch (method.getName()) {
            case "getHeaders" -> headers;
            case "getState" -> Bundle.ACTIVE;
            case "getSymbolicName" -> name;
            case "getVersion" -> new Version(1, 0, 0);
            case "getLastModified" -> modified;
            case "getEntry" -> entries.get(Natives.system());
            case "findEntries" -> Collections.enumeration(List.of(entries.get((String) arguments[0])));
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            case "toString" -> name;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private InstalledSolver open() {
        BundleContext context = proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getBundles" -> bundles.toArray(Bundle[]::new);
            case "getBundle" -> bundles.get(0);
            case "addBundleListener", "removeBundleListener" -> null;
            default -> throw new UnsupportedOperationException(method.toString());
        });
        InstalledSolver opened = new InstalledSolver(context, copies);
        opened.open(() -> told++);
        return opened;
    }

    private List<String> copied() {
        try (Stream<Path> files = Files.list(copies)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesAreDeletedWhenTheSolverIsUninstalledAndNotBefore() throws IOException {
        InstalledSolver installed = open();
        installed.place();
        List<String> both = List.of("or-tools-1.0.0-7", "planning-1.0.0-1");
        assertEquals(both, copied());
        installed.bundleChanged(new BundleEvent(BundleEvent.STOPPED, solver));
        installed.bundleChanged(new BundleEvent(BundleEvent.UNRESOLVED, solver));
        installed.close();
        assertEquals(both, copied(), "stopped, and the planner too");
        open();
        assertEquals(both, copied(), "started again");

        bundles.remove(solver);
        installed.bundleChanged(new BundleEvent(BundleEvent.UNINSTALLED, solver));
        assertEquals(List.of("planning-1.0.0-1"), copied());
        assertEquals(0, told);
    }

    @Test
    void whatWasUninstalledWhileNobodyListenedIsDeletedAtTheStart() throws IOException {
        InstalledSolver before = open();
        before.place();
        before.close();
        assertEquals(List.of("or-tools-1.0.0-7", "planning-1.0.0-1"), copied());
        bundles.remove(solver);
        open();
        assertEquals(List.of("planning-1.0.0-1"), copied());
        assertEquals(0, told);
    }

    @Test
    void whatWasReplacedWhileNobodyListenedIsDeletedAtTheStart() throws IOException {
        open().place();
        bundles.set(1, solver(8));
        InstalledSolver after = open();
        assertEquals(List.of("planning-1.0.0-1"), copied());
        after.place();
        assertEquals(List.of("or-tools-1.0.0-8", "planning-1.0.0-1"), copied());
        after.bundleChanged(new BundleEvent(BundleEvent.UPDATED, bundles.get(1)));
        assertEquals(1, told);
        assertEquals(2, copied().size());
    }
}
