package io.millwright.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One site for all tests that leave it as they found it: a running mill, all packages, the pipeline {@link #PIPELINE}. Each
 * test gets it free of faults and with fresh decisions; a site that does not come back to that is replaced, so that one
 * failing test does not fail the others.
 */
final class SharedSite implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    static final String PIPELINE = "machine-failure-pipeline";

    /** Test classes run side by side in JVMs of these names; each has a site of its own. */
    private static final String FORK = System.getProperty("millwright.fork", "fork-1");

    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(SharedSite.class);

    /** Kept in the store of the whole JVM's run, which closes it: a run of a single class would make one for each. */
    private static final class Holder implements AutoCloseable {
        private Site site;
        private int opened;

        Site ready() {
            if (site != null) {
                try {
                    site.recover();
                    site.awaitGoodDecision(PIPELINE);
                    site.fresh();
                    return site;
                } catch (AssertionError | RuntimeException e) {
                    System.out.println("itest: the shared site is replaced: " + e.getMessage());
                    close();
                }
            }
            try {
                site = Site.open("shared-" + FORK + "-" + ++opened);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            site.install(Packages.all());
            site.configureLine();
            // Delivered messages count as stored for 15 minutes, in which many tests come by.
            site.gateway().update(Site.DATA_SERVICE, java.util.Map.of("store.capacity", 100_000));
            site.createPipeline("machine-failure", java.util.Map.of());
            site.awaitGoodDecision(PIPELINE);
            site.fresh();
            return site;
        }

        @Override
        public void close() {
            if (site != null) {
                Site old = site;
                site = null;
                old.close();
            }
        }
    }

    private static Holder holder(ExtensionContext context) {
        return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, SPACE)
                .getOrComputeIfAbsent(Holder.class, type -> new Holder(), Holder.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        holder(context).ready();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Site site = holder(context).site;
        if (site != null) {
            site.assertBalanced();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Site.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return holder(context).site;
    }
}
