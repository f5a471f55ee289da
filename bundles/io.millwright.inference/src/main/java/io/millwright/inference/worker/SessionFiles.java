package io.millwright.inference.worker;

import io.millwright.inference.onnx.WeightsApart;
import io.millwright.inference.secret.MemoryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A model's files under names of their own for as long as a process may have to open them: the store and its staging delete theirs. On the
 * same file system these are second names and take no space; those of a secret model stay in the memory where they lie. Beside a large one
 * lies its graph without the weights.
 */
public final class SessionFiles implements AutoCloseable {
    static final String NAME = "serving-";

    /** From this size on weights are mapped, not read. */
    public static final long LARGE_BYTES = 16L << 20;

    /** Of their own, where there are several: a graph names the others. */
    private final Path folder;

    private final Path whole;
    private final Path graph;

    private SessionFiles(Path folder, Path whole, Path graph) {
        this.folder = folder;
        this.whole = whole;
        this.graph = graph;
    }

    static SessionFiles of(SessionSource source, Path in) throws IOException {
        String name = (source.secret() ? MemoryFolder.name() : NAME) + UUID.randomUUID();
        if (!source.data().isEmpty()) {
            return together(source, in.resolve(name));
        }
        Path whole = in.resolve(name + ".onnx");
        link(source.onnx(), whole, source.secret());
        Path graph = in.resolve(name + ".graph.onnx");
        boolean apart = false;
        try {
            apart = Files.size(whole) > LARGE_BYTES && WeightsApart.write(whole, graph);
        } finally {
            if (!apart) {
                Workers.delete(graph);
            }
        }
        return new SessionFiles(null, whole, apart ? graph : null);
    }

    private static SessionFiles together(SessionSource source, Path folder) throws IOException {
        Files.createDirectory(folder);
        boolean all = false;
        try {
            Path whole = folder.resolve("model.onnx");
            for (Path data : source.data()) {
                link(data, folder.resolve(data.getFileName()), source.secret());
            }
            link(source.onnx(), whole, source.secret());
            all = true;
            return new SessionFiles(folder, whole, null);
        } finally {
            if (!all) {
                Workers.deleteAll(folder);
            }
        }
    }

    private static void link(Path from, Path to, boolean secret) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException e) {
            if (secret && !Files.getFileStore(from).equals(Files.getFileStore(to.getParent()))) {
                throw e;
            }
            copy(from, to);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        boolean whole = false;
        try {
            Files.copy(from, to);
            whole = true;
        } finally {
            if (!whole) {
                Workers.delete(to);
            }
        }
    }

    /** Returns the whole file. */
    public Path whole() {
        return whole;
    }

    /** Returns the graph whose weights lie in the whole file, null if that is of no use. */
    public Path graph() {
        return graph;
    }

    /** Returns how the path of a profile begins where one is needed, else "". */
    String profile(ProviderSetup by) {
        return by.other() ? whole + ".profile" : "";
    }

    @Override
    public void close() {
        Workers.delete(whole);
        Workers.delete(graph);
        if (folder != null) {
            Workers.deleteAll(folder);
        }
    }
}
