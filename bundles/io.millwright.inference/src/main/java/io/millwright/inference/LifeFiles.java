package io.millwright.inference;

import io.millwright.inference.life.KnownVersion;
import io.millwright.inference.life.LifeLabels;
import io.millwright.inference.life.LifeSettings;
import io.millwright.inference.life.ModelLife;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept on disk of the versions of one model, and what is known of them. Used by the loader's thread alone. */
final class LifeFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LifeFiles.class);

    private final ModelStore store;
    private final String symbolicName;
    private final String name;
    private final String label;
    private String logged = "";

    /** @param label what the bundle is called in the log */
    LifeFiles(ModelStore store, String symbolicName, String name, String label) {
        this.store = store;
        this.symbolicName = symbolicName;
        this.name = name;
        this.label = label;
    }

    /** Returns what is known; nothing where it cannot be read. */
    ModelLife read() {
        try {
            byte[] json = store.life(symbolicName, name);
            return json == null ? new ModelLife() : ModelLife.of(json);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{}: what was known of the versions of {} cannot be read: {}", label, name, e.toString());
            return new ModelLife();
        }
    }

    /** Keeps what is known. The same trouble is told once. */
    void save(ModelLife versions) {
        String trouble = "";
        try {
            store.keepLife(symbolicName, name, versions.json());
        } catch (IOException e) {
            trouble = e.getClass().getSimpleName();
            if (!trouble.equals(logged)) {
                LOG.warn("Model {}: what is known of its versions was not kept: {}", name, e.toString());
            }
        }
        logged = trouble;
    }

    /** Keeps the files of a version; returns what they take, in bytes. */
    long keep(StagedModel staged) throws IOException {
        return store.keepVersion(symbolicName, staged);
    }

    /** Returns a kept version, opened and checked. */
    OnnxModel open(ModelLife versions, String sha256, ModelChecks checks) throws IOException, ModelRefused {
        String version = versions.find(sha256).version();
        ModelContent kept = store.version(symbolicName, name, sha256);
        if (kept == null) {
            versions.dropped(sha256);
            throw new IOException("version " + version + " shall serve, but its files are gone");
        }
        try (StagedModel staged = store.stage(kept)) {
            return checks.pass(staged).model();
        }
    }

    /** Has a version serve first after a restart; returns whether it will. */
    boolean serveFirst(OnnxModel model) {
        try {
            store.serveVersion(symbolicName, name, model.description().sha256());
            return true;
        } catch (IOException e) {
            LOG.warn("{}: {} does not serve first after a restart: {}", label, model, e.toString());
            return false;
        }
    }

    /** Deletes the files of versions that are too many or take too much; returns whether there were some. */
    boolean prune(ModelLife versions, LifeSettings settings) {
        boolean some = false;
        for (KnownVersion next = versions.tooMany(settings); next != null; next = versions.tooMany(settings)) {
            some = true;
            versions.dropped(next.sha256());
            LOG.info(
                    "Model {} {}: its files are deleted; {} = {}, {} = {}",
                    name,
                    next.version(),
                    LifeLabels.KEPT,
                    settings.kept(),
                    LifeLabels.QUOTA,
                    settings.quotaBytes() >> 20);
            try {
                store.removeVersion(symbolicName, name, next.sha256());
            } catch (IOException e) {
                LOG.warn("Model {} {}: its files were not deleted: {}", name, next.version(), e.toString());
            }
        }
        return some;
    }
}
