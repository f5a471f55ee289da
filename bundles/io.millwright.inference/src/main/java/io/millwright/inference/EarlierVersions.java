package io.millwright.inference;

import io.millwright.model.EarlierVersion;
import java.io.IOException;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Per model bundle at most one version that its present one has taken the place of, under the same name. Whether the present
 * one fits is seen from its use: the earlier one goes when somebody has opened the present one and nobody has had the earlier
 * one open for {@link #UNUSED_MINUTES}. Until then its files are kept, so that it serves after a restart, too. Used by the
 * loader's thread alone.
 */
final class EarlierVersions {
    /** Longer than a gateway needs until all its pipelines have started. */
    static final long UNUSED_MINUTES = 10;

    private static final Logger LOG = LoggerFactory.getLogger(EarlierVersions.class);

    private static final class Earlier {
        private final OnnxModel model;
        private final ServiceRegistration<EarlierVersion> registration;
        private long usedNanos;

        Earlier(OnnxModel model, ServiceRegistration<EarlierVersion> registration, long usedNanos) {
            this.model = model;
            this.registration = registration;
            this.usedNanos = usedNanos;
        }
    }

    private final BundleContext context;
    private final ModelStore store;
    private final LongSupplier nanoTime;
    private final Map<Bundle, Earlier> all = new LinkedHashMap<>();

    EarlierVersions(BundleContext context, ModelStore store, LongSupplier nanoTime) {
        this.context = context;
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /**
     * Offers what served until now as the earlier version, before its successor serves and is kept. It does not where an
     * earlier one is still needed: somebody has that one open, or nobody ever opened the one that served until now.
     *
     * @return whether the model now belongs to this; otherwise the caller withdraws it
     */
    boolean keep(Bundle bundle, OnnxModel old, OnnxModel successor) {
        Earlier before = all.get(bundle);
        boolean returns = before != null && before.model.description().same(successor.description());
        if (before != null && !returns && (before.model.isOpen() || !old.everOpened())) {
            return false;
        }
        if (returns && !old.everOpened()) {
            end(bundle, "it is installed again");
            return false;
        }
        try {
            store.keepFormer(bundle.getSymbolicName(), old.description());
        } catch (IOException e) {
            LOG.warn("{} is no choice after a restart: its files were not kept: {}", old, e.toString());
        }
        if (before != null) {
            all.remove(bundle);
            withdraw(before);
        }
        adopt(bundle, old);
        return true;
    }

    /**
     * Offers, after a restart, the version that served before the one that is about to serve.
     *
     * @param successor what is about to serve
     */
    void restore(Bundle bundle, OnnxModel successor, ModelChecks checks) {
        String name = successor.name();
        try {
            ModelContent content = store.earlier(bundle.getSymbolicName(), successor.description());
            if (content == null) {
                return;
            }
            try (StagedModel staged = store.stage(content)) {
                adopt(bundle, checks.pass(staged).model());
            }
        } catch (ModelRefused e) {
            LOG.warn("{}: the version of {} before does not serve again: {}", label(bundle), name, e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: the version of {} before does not serve again: {}", label(bundle), name, e.toString());
        }
    }

    /** Returns those that are open. */
    List<OnnxModel> open() {
        return all.values().stream().map(earlier -> earlier.model).toList();
    }

    /** Withdraws the earlier version of a bundle, if there is one; its files stay. */
    void rest(Bundle bundle) {
        Earlier earlier = all.remove(bundle);
        if (earlier != null) {
            withdraw(earlier);
        }
    }

    /** Returns whether an earlier version of what a bundle brings is offered. */
    boolean has(Bundle bundle) {
        return all.containsKey(bundle);
    }

    /** Offers a model, whose files are kept as the bundle's already, as the earlier version of what it is about to serve. */
    void adopt(Bundle bundle, OnnxModel model) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(EarlierVersion.NAME, model.name());
        EarlierVersion service = () -> model;
        try {
            all.put(
                    bundle,
                    new Earlier(
                            model,
                            context.registerService(EarlierVersion.class, service, properties),
                            nanoTime.getAsLong()));
        } catch (IllegalStateException e) {
            // Our own bundle is stopping.
            model.withdraw();
            throw e;
        }
        LOG.info("{}: {} stays until its successor is known to fit", label(bundle), model);
    }

    /** Ends those that nobody needs any more. */
    void endUnused(Function<Bundle, OnnxModel> present) {
        long now = nanoTime.getAsLong();
        for (Bundle bundle : List.copyOf(all.keySet())) {
            Earlier earlier = all.get(bundle);
            OnnxModel successor = present.apply(bundle);
            if (earlier.model.isOpen() || successor == null || !successor.everOpened()) {
                earlier.usedNanos = now;
            } else if (now - earlier.usedNanos > TimeUnit.MINUTES.toNanos(UNUSED_MINUTES)) {
                end(bundle, "its successor is in use");
            }
        }
    }

    /** Returns the version with which everybody goes on, because nobody has opened the present one; null if there is none. */
    OnnxModel inUse(Bundle bundle, OnnxModel present) {
        Earlier earlier = all.get(bundle);
        return earlier == null || present.everOpened() ? null : earlier.model;
    }

    /** The earlier version of a bundle, with its files, is somebody else's now. */
    void handedOver(Bundle bundle) {
        ServedModel.end(all.remove(bundle).registration);
    }

    /** Ends the earlier version of a bundle, if there is one, and deletes its files. */
    void end(Bundle bundle, String why) {
        Earlier earlier = all.remove(bundle);
        if (earlier == null) {
            return;
        }
        LOG.info("{}: {} is not kept any longer: {}", label(bundle), earlier.model, why);
        withdraw(earlier);
        try {
            store.removeFormer(bundle.getSymbolicName(), earlier.model.name());
        } catch (IOException e) {
            LOG.warn("{}: its kept files were not deleted: {}", earlier.model, e.toString());
        }
    }

    /** Withdraws all; their files stay. */
    void close() {
        all.values().forEach(EarlierVersions::withdraw);
        all.clear();
    }

    private static void withdraw(Earlier earlier) {
        try {
            ServedModel.end(earlier.registration);
        } finally {
            earlier.model.withdraw();
        }
    }

    private static String label(Bundle bundle) {
        return BundleText.label(bundle);
    }
}
