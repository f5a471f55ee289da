package io.millwright.inference;

import io.millwright.inference.life.ModelLife;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Opens kept versions of a model; one that could not be opened is left alone for a while. Used by the loader's thread alone. */
final class KeptOpening {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LifeFiles files;
    private final Supplier<ModelChecks> checks;
    private final LongSupplier nanoTime;
    private String failedSha256 = "";
    private long failedNanos;
    private String problem = "";

    KeptOpening(LifeFiles files, Supplier<ModelChecks> checks, LongSupplier nanoTime) {
        this.files = files;
        this.checks = checks;
        this.nanoTime = nanoTime;
    }

    /** Returns a version, opened and checked; null if that cannot be, with the {@link #problem}. */
    OnnxModel open(ModelLife versions, String sha256) {
        long now = nanoTime.getAsLong();
        if (failedSha256.equals(sha256) && now - failedNanos < PAUSE_NANOS) {
            return null;
        }
        try {
            OnnxModel model = files.open(versions, sha256, checks.get());
            failedSha256 = "";
            problem = "";
            return model;
        } catch (IOException | ModelRefused e) {
            failedSha256 = sha256;
            failedNanos = now;
            problem = e.getMessage();
            return null;
        }
    }

    /** Returns why the last one could not be opened, empty if it could. */
    String problem() {
        return problem;
    }
}
