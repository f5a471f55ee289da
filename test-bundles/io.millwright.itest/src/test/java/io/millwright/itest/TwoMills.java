package io.millwright.itest;

import io.millwright.gateway.Gateway;
import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** A site with two mills: connections {@code plc1} and {@code plc2}, pipelines {@code p1} and {@code p2}, one model. */
final class TwoMills implements AutoCloseable {
    static final String P1 = "p1";
    static final String P2 = "p2";
    static final String PLC1 = "plc1";
    static final String PLC2 = "plc2";

    private final Site site;

    private TwoMills(Site site) {
        this.site = site;
    }

    static TwoMills open(String name, Platform platform) throws Exception {
        Site site = Site.open(name, platform, Site.mill().machines(2));
        TwoMills mills = new TwoMills(site);
        try {
            site.install(List.of(Packages.onnxruntime(), Packages.millwright(), Packages.machineFailure()));
            site.createKeystore();
            site.createPublisher();
            site.gateway().update(Site.DATA_SERVICE, Map.of("store.capacity", 100_000));
            for (int i = 1; i <= 2; i++) {
                String tags = Site.millTags().replace("Mill1", "Mill" + i);
                site.gateway()
                        .createFactory(
                                Site.CONNECTION,
                                "plc" + i,
                                site.connection(Map.of("tags", tags, "keystore.alias", "plc" + i)));
                site.gateway().createFactory(Site.PIPELINE, "p" + i, pipeline("plc" + i));
            }
            mills.bothDecide();
            return mills;
        } catch (AssertionError | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private static Map<String, Object> pipeline(String plc) {
        Map<String, Object> values = new HashMap<>();
        values.put("TagSource.target", Site.target(plc));
        values.put("Model.target", Site.target("machine-failure"));
        values.put("CloudPublisher.target", Site.target(Site.CLOUD));
        values.put("window.periodMs", 200L);
        values.put("publish.maxDelayMs", 100);
        return values;
    }

    Site site() {
        return site;
    }

    Gateway gateway() {
        return site.gateway();
    }

    void set(String pid, String attribute, Object value) {
        gateway().update(pid, Map.of(attribute, value));
    }

    /**
     * Waits until both lines decide and all states say so. A state is shown up to a second after it has changed: who looks
     * for the next trouble before that sees the last one.
     */
    void bothDecide() {
        site.awaitGoodDecision(P1);
        site.awaitGoodDecision(P2);
        for (String pipeline : List.of(P1, P2)) {
            site.awaitState(pipeline, "RUNNING");
        }
        for (String connection : List.of(PLC1, PLC2)) {
            site.awaitState(connection, "CONNECTED");
        }
    }

    /** From which connection a pipeline began to decide last. */
    String source(String pipeline) {
        return site.ours(LogLine.Level.INFO).stream()
                .map(LogLine::message)
                .filter(text -> text.startsWith(pipeline + ": model ") && text.contains(" decides from "))
                .reduce((first, second) -> second)
                .map(text -> text.replaceAll(".* tags of '([^']*)'.*", "$1"))
                .orElse("?");
    }

    /** Changes a stored configuration past Kura, as a restored backup may; what is removed stays missing. */
    void storedDirectly(String pid, Consumer<Dictionary<String, Object>> change) {
        try {
            BundleContext context = gateway().context();
            ServiceReference<?> reference = context.getServiceReference("org.osgi.service.cm.ConfigurationAdmin");
            Class<?> api = api("org.osgi.service.cm.ConfigurationAdmin");
            Class<?> one = api("org.osgi.service.cm.Configuration");
            Object[] found = (Object[]) api.getMethod("listConfigurations", String.class)
                    .invoke(context.getService(reference), "(kura.service.pid=" + pid + ")");
            @SuppressWarnings("unchecked")
            var values =
                    (Dictionary<String, Object>) one.getMethod("getProperties").invoke(found[0]);
            change.accept(values);
            one.getMethod("update", Dictionary.class).invoke(found[0], values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Has Configuration Admin hand the component runtime another target than the one stored, behind every check of ours. */
    ServiceRegistration<?> misleading(String pid, String attribute, String filter) {
        return plugin(pid, values -> values.put(attribute, filter));
    }

    /** Stores a target in the moment between the component runtime's reading of the values and of their change count. */
    ServiceRegistration<?> savedWhileRead(String pid, String attribute, String filter) {
        AtomicBoolean saved = new AtomicBoolean();
        return plugin(pid, values -> {
            if (!saved.getAndSet(true)) {
                storedDirectly(pid, stored -> stored.put(attribute, filter));
            }
        });
    }

    private ServiceRegistration<?> plugin(String pid, Consumer<Dictionary<String, Object>> change) {
        try {
            Class<?> plugin = api("org.osgi.service.cm.ConfigurationPlugin");
            InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
                case "modifyConfiguration" -> {
                    @SuppressWarnings("unchecked")
                    var values = (Dictionary<String, Object>) arguments[1];
                    if (pid.equals(values.get("kura.service.pid"))) {
                        change.accept(values);
                    }
                    yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "misleading";
            };
            Object service = Proxy.newProxyInstance(plugin.getClassLoader(), new Class<?>[] {plugin}, handler);
            return gateway()
                    .context()
                    .registerService(plugin.getName(), service, new Hashtable<>(Map.of("service.cmRanking", 1000)));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private Class<?> api(String name) throws ClassNotFoundException {
        return gateway().bundleObject("io.millwright.pipeline").loadClass(name);
    }

    @Override
    public void close() {
        site.close();
    }
}
