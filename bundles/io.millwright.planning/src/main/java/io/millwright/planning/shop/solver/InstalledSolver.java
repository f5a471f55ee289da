package io.millwright.planning.shop.solver;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The solver of a gateway: a bundle with nothing but OR-tools' archives and libraries, whose manifest has the header that names it. Its files and
 * this bundle's classes for the process are copied to a folder in the Kura data directory. Thread-safe.
 */
public final class InstalledSolver implements SolverFiles, BundleListener, AutoCloseable {
    /** The header; its value is the folder of the archives. */
    public static final String HEADER = "Millwright-Solver";

    private static final Logger LOG = LoggerFactory.getLogger(InstalledSolver.class);
    private static final String CHILD = "io/millwright/planning/shop/solver/child";

    private final BundleContext context;
    private final Path folder;
    private volatile Runnable changed;

    /** @param folder made where it is missing; what lies there of bundles that are not installed is deleted */
    public InstalledSolver(BundleContext context, Path folder) {
        this.context = context;
        this.folder = folder;
    }

    /** Tells from now on when a solver comes, on a thread of the framework, and deletes the files of one that is uninstalled. */
    public void open(Runnable changed) {
        this.changed = changed;
        context.addBundleListener(this);
        // Uninstalled while nobody listened.
        forget();
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        int type = event.getType();
        if (type != BundleEvent.INSTALLED && type != BundleEvent.UPDATED && type != BundleEvent.UNINSTALLED
                || event.getBundle().getHeaders().get(HEADER) == null) {
            return;
        }
        if (type == BundleEvent.UNINSTALLED) {
            forget();
        } else {
            changed.run();
        }
    }

    /** Deletes what lies there of builds that are not installed. */
    private void forget() {
        try {
            prune();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{}: what an uninstalled solver left is not deleted: {}; delete it", folder, e.toString());
        }
    }

    /** Tells nothing more. */
    @Override
    public void close() {
        context.removeBundleListener(this);
    }

    @Override
    public String missing() {
        if (solver() == null) {
            return "no solver is installed: plans come from the policy and the rules alone. Install the package"
                    + " millwright-solver where there is room for it";
        }
        return solver().getEntry(Natives.system() + "/" + Natives.LIBRARY) == null
                ? "the solver has no library for this machine (" + Natives.system() + ")"
                : "";
    }

    @Override
    public String version() {
        Bundle solver = solver();
        return solver == null ? "" : solver.getVersion().toString();
    }

    private Bundle solver() {
        for (Bundle each : context.getBundles()) {
            if (each.getHeaders().get(HEADER) != null && each.getState() >= Bundle.INSTALLED) {
                return each;
            }
        }
        return null;
    }

    @Override
    public synchronized Placed place() throws IOException {
        Bundle solver = solver();
        if (solver == null) {
            throw new IOException("the solver was uninstalled meanwhile");
        }
        forget();
        Path files = folder(solver);
        Natives.place(entries(solver, solver.getHeaders().get(HEADER).trim(), "*.jar"), files);
        Natives.place(entries(solver, Natives.system(), "*"), files);
        return new Placed(classPath(files), files.resolve(Natives.LIBRARY));
    }

    private String classPath(Path archives) throws IOException {
        List<String> path = new ArrayList<>();
        path.add(child().toString());
        try (Stream<Path> files = Files.list(archives)) {
            files.map(Path::toString)
                    .filter(each -> each.endsWith(".jar"))
                    .sorted()
                    .forEach(path::add);
        }
        return String.join(File.pathSeparator, path);
    }

    /** Returns a folder with the classes of the process. */
    private Path child() throws IOException {
        Bundle own = context.getBundle();
        Path root = folder(own);
        Path classes = root.resolve(CHILD);
        Natives.place(entries(own, CHILD, "*.class"), classes);
        return root;
    }

    /** Returns the folder of one build of a bundle. */
    private Path folder(Bundle bundle) throws IOException {
        return Files.createDirectories(folder.resolve(build(bundle)));
    }

    private synchronized void prune() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Bundle solver = solver();
        Set<String> installed = Set.of(build(context.getBundle()), solver == null ? "" : build(solver));
        try (Stream<Path> kept = Files.list(folder)) {
            for (Path each : kept.toList()) {
                if (!installed.contains(each.getFileName().toString())) {
                    delete(each);
                }
            }
        }
    }

    private static String build(Bundle bundle) {
        return bundle.getSymbolicName() + "-" + bundle.getVersion() + "-" + bundle.getLastModified();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static List<URL> entries(Bundle bundle, String path, String pattern) throws IOException {
        var found = bundle.findEntries(path, pattern, false);
        if (found == null) {
            throw new IOException("bundle " + bundle.getSymbolicName() + " holds no " + path);
        }
        List<URL> files = new ArrayList<>();
        for (URL each : Collections.list(found)) {
            if (!each.getPath().endsWith("/")) {
                files.add(each);
            }
        }
        return files;
    }
}
