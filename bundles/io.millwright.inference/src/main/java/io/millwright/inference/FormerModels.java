package io.millwright.inference;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models whose bundle brings a model of another name by now. They serve on, also after a restart, until another bundle or
 * another update brings a model of their name, of which they then are an earlier version, their bundle is uninstalled, or
 * nobody uses them. Used by the loader's thread alone.
 */
final class FormerModels {
    private static final Logger LOG = LoggerFactory.getLogger(FormerModels.class);
    private static final int MOST = 8;
    /** After a restart: longer than a gateway needs until all its pipelines have started. */
    static final long UNUSED_MINUTES = 10;

    /** While the gateway runs, whoever chose it holds it: a moment for a pipeline that is just being changed. */
    static final long ABANDONED_MINUTES = 1;

    private static final class Former {
        private final Bundle bundle;
        private final ServedModel served;
        private final UpdateRefusal notice;
        private long usedNanos;
        private long patienceMinutes;

        Former(Bundle bundle, ServedModel served, UpdateRefusal notice, long usedNanos, long patienceMinutes) {
            this.bundle = bundle;
            this.served = served;
            this.notice = notice;
            this.usedNanos = usedNanos;
            this.patienceMinutes = patienceMinutes;
        }
    }

    private final BundleContext context;
    private final ModelStore store;
    private final LongSupplier nanoTime;
    private final Map<String, Former> formers = new LinkedHashMap<>();

    FormerModels(BundleContext context, ModelStore store, LongSupplier nanoTime) {
        this.context = context;
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** Lets a model serve on beside the one that its bundle brings now, and keeps its files. */
    void keep(Bundle bundle, ServedModel served, OnnxModel successor) {
        try {
            store.keepFormer(bundle.getSymbolicName(), served.model().description());
        } catch (IOException e) {
            LOG.warn(
                    "{} serves on, but not after a restart: its files were not kept: {}", served.model(), e.toString());
        }
        adopt(bundle, served, successor);
    }

    /** Lets a model serve beside the one that its bundle brings now; its files are kept already. */
    void adopt(Bundle bundle, ServedModel served, OnnxModel successor) {
        add(bundle, served, successor, ABANDONED_MINUTES);
    }

    /**
     * Serves what a bundle brought under other names before a restart.
     *
     * @param successor what it brings now
     * @param serves whether a model of that name serves already
     */
    void restore(Bundle bundle, OnnxModel successor, ModelChecks checks, Predicate<String> serves) {
        try {
            for (ModelContent content : store.formers(bundle.getSymbolicName())) {
                restore(bundle, successor, checks, serves, content);
            }
        } catch (IOException e) {
            LOG.warn("{}: what it brought before does not serve again: {}", BundleText.label(bundle), e.toString());
        }
    }

    private void restore(
            Bundle bundle, OnnxModel successor, ModelChecks checks, Predicate<String> serves, ModelContent content)
            throws IOException {
        try (StagedModel staged = store.stage(content)) {
            String name = staged.description().name();
            if (name.equals(successor.name())) {
                // An earlier version of what it brings now, which is not served as a model of its own.
                return;
            }
            if (serves.test(name)) {
                store.removeFormer(bundle.getSymbolicName(), name);
            } else {
                add(bundle, ServedModel.register(context, checks.pass(staged).model()), successor, UNUSED_MINUTES);
            }
        } catch (ModelRefused e) {
            LOG.warn("{}: what it brought before does not serve again: {}", BundleText.label(bundle), e.getMessage());
        }
    }

    private void add(Bundle bundle, ServedModel served, OnnxModel successor, long patienceMinutes) {
        String name = served.model().name();
        UpdateRefusal notice = new UpdateRefusal(
                name,
                BundleText.label(bundle) + " now brings model " + successor + " in place of " + served.model()
                        + ", which serves on for whoever chose it",
                "choose " + successor.name() + " as the model, or install a package that brings " + name);
        formers.put(name, new Former(bundle, served, notice, nanoTime.getAsLong(), patienceMinutes));
        LOG.warn("{}. Remedy: {}", notice.what(), notice.remedy());
        while (formers.size() > MOST) {
            end(formers.keySet().iterator().next(), "too many models wait for a successor");
        }
    }

    /** Returns what the state says of the first of a bundle's former models, or null. */
    UpdateRefusal of(Bundle bundle) {
        return formers.values().stream()
                .filter(former -> former.bundle.equals(bundle))
                .map(former -> former.notice)
                .findFirst()
                .orElse(null);
    }

    /** Has each say what became of its bundle. */
    void tell() {
        formers.values().forEach(former -> former.served.tell(former.notice));
    }

    /**
     * Gives away the model of the name of another one that is about to serve, whatever bundle brought it, with its files.
     *
     * @param bundle what brings the other one; the files are kept as its earlier version's
     * @return the model, which goes on serving and is the caller's now; null if there is none, or it is the same model
     */
    ServedModel handOver(Bundle bundle, OnnxModel successor) {
        Former former = formers.get(successor.name());
        if (former == null || former.served.model().description().same(successor.description())) {
            return null;
        }
        formers.remove(successor.name());
        try {
            store.moveFormer(former.bundle.getSymbolicName(), bundle.getSymbolicName(), successor.name());
        } catch (IOException e) {
            LOG.warn(
                    "{} is no choice after a restart: its files were not kept: {}",
                    former.served.model(),
                    e.toString());
        }
        return former.served;
    }

    /** A proven model of this name serves. */
    void replaced(String name) {
        end(name, "replaced");
    }

    /** Returns those that are open. */
    List<OnnxModel> open() {
        return formers.values().stream().map(former -> former.served.model()).toList();
    }

    /** Ends those of a bundle. */
    void uninstalled(Bundle bundle) {
        for (String name : List.copyOf(formers.keySet())) {
            if (formers.get(name).bundle.equals(bundle)) {
                end(name, "uninstalled");
            }
        }
    }

    /** Ends those that nobody uses any more, or has used since a restart. */
    void endUnused() {
        long now = nanoTime.getAsLong();
        for (String name : List.copyOf(formers.keySet())) {
            Former former = formers.get(name);
            if (former.served.used() || former.served.model().isOpen()) {
                former.usedNanos = now;
                former.patienceMinutes = ABANDONED_MINUTES;
            } else if (now - former.usedNanos > TimeUnit.MINUTES.toNanos(former.patienceMinutes)) {
                end(name, "not used for " + former.patienceMinutes + " min");
            }
        }
    }

    /** Withdraws all; their files stay. */
    void close() {
        formers.values().forEach(former -> former.served.withdraw());
        formers.clear();
    }

    private void end(String name, String why) {
        Former former = formers.remove(name);
        if (former == null) {
            return;
        }
        LOG.info("{}: {}, {} withdrawn", BundleText.label(former.bundle), why, former.served.model());
        former.served.withdraw();
        try {
            store.removeFormer(former.bundle.getSymbolicName(), name);
        } catch (IOException e) {
            LOG.warn("{}: its kept files were not deleted: {}", former.served.model(), e.toString());
        }
    }
}
