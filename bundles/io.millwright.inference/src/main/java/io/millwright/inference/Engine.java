package io.millwright.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millwright.inference.worker.child.SessionSettings;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** ONNX Runtime in this JVM: its one environment and how sessions are opened. Thread-safe. */
final class Engine {
    private static final String ENVIRONMENT = "ai.onnxruntime.OrtEnvironment";

    private final OrtEnvironment environment;

    private Engine(OrtEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Loads ONNX Runtime.
     *
     * @throws EngineMissing if it is not installed or its native libraries do not load
     */
    static Engine load() throws EngineMissing {
        try {
            // A look-up by name may be repeated until the bundle is there; a failed link of a class is for ever.
            Class.forName(ENVIRONMENT, false, Engine.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new EngineMissing(
                    "ONNX Runtime is not installed. Remedy: install the package millwright-onnxruntime", true, e);
        }
        try {
            Engine engine = new Engine(Environment.get());
            NativeFiles.unlink();
            return engine;
        } catch (LinkageError | RuntimeException | ReflectiveOperationException e) {
            throw new EngineMissing(
                    "ONNX Runtime does not load (" + cause(e)
                            + "). Remedy: it needs Linux on x86-64 or aarch64, glibc 2.27 or"
                            + " later, libstdc++ and a directory java.io.tmpdir = "
                            + System.getProperty("java.io.tmpdir")
                            + " that is writable and not mounted noexec; then restart the gateway",
                    false,
                    e);
        }
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** Opens a session on an ONNX file. Takes seconds for a large one. */
    OrtSession open(Path onnx) throws OrtException {
        return open(onnx, false);
    }

    /** @param mapped whether its large weights lie in another file */
    OrtSession open(Path onnx, boolean mapped) throws OrtException {
        try (SessionOptions options = SessionSettings.open(mapped)) {
            return environment.createSession(onnx.toString(), options);
        }
    }

    private static String cause(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.toString();
    }

    /** Keeps every link to ONNX Runtime out of {@link Engine#load} until the look-up has found it. */
    private static final class Environment {
        private static final long LOAD_SECONDS = 60;

        /**
         * Makes the environment, or finds the one of an earlier generation of this bundle: always with the same level and name.
         *
         * <p>The first call registers a shutdown hook, a thread that for ever refers to every class loader on the stack that made
         * it. So the call is made on a thread and through a handle of the JDK, and no generation of this bundle is kept alive.
         */
        static OrtEnvironment get() throws ReflectiveOperationException {
            MethodType type = MethodType.methodType(OrtEnvironment.class, OrtLoggingLevel.class, String.class);
            MethodHandle get = MethodHandles.publicLookup().findStatic(OrtEnvironment.class, "getEnvironment", type);
            Callable<?> call = MethodHandleProxies.asInterfaceInstance(
                    Callable.class,
                    MethodHandles.insertArguments(get, 0, OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "millwright"));
            try {
                return (OrtEnvironment) ForkJoinPool.commonPool().submit(call).get(LOAD_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | InterruptedException | TimeoutException e) {
                throw new ReflectiveOperationException(e);
            }
        }
    }

    /** ONNX Runtime cannot be used. The message says why and the remedy. */
    static final class EngineMissing extends Exception {
        private static final long serialVersionUID = 1L;

        /** True if an installation may heal it while this JVM runs. */
        private final boolean curable;

        EngineMissing(String message, boolean curable, Throwable cause) {
            super(message, cause);
            this.curable = curable;
        }

        boolean curable() {
            return curable;
        }
    }
}
