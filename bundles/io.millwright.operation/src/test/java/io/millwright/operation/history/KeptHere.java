package io.millwright.operation.history;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.DecisionListener;
import io.millwright.operation.OperationSettings;
import io.millwright.operation.resource.Sha256;
import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.TagSource;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A room on a folder, with a clock and settings that a test turns. */
final class KeptHere {
    static final long MIB = 1L << 20;

    final List<Object> listening = new ArrayList<>();
    final List<Offered<TagSource>> sources = new ArrayList<>();
    final HistoryRoom room;
    JsonObject surroundings = new JsonObject()
            .add("gateway", "line 7")
            .add("bundles", new JsonObject().add("io.millwright.pipeline", "0.1.0"))
            .add("configurations", new JsonObject().add("mill", configurationHash()));
    long budgetBytes = MIB;
    int days = 7;
    List<String> patterns = List.of();
    long micros = 1_764_000_000_000_000L;

    KeptHere(Path folder) {
        room = new HistoryRoom(context(), this::settings, folder, () -> surroundings, () -> sources, () -> micros);
    }

    static JsonObject configuration() {
        return Surroundings.configuration(
                Map.of("kura.service.pid", "mill", "b", new String[] {"x", "y"}, "a", 5, "component.id", 3, "pw", "!"),
                (form, field) -> field.equals("pw"));
    }

    private static String configurationHash() {
        return Sha256.of(Canonical.of(configuration()));
    }

    private OperationSettings settings() {
        return new OperationSettings(true, null, "", budgetBytes, days, patterns, MIB, List.of());
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                KeptHere.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("registerService") || arguments[0] != DecisionListener.class) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    listening.add(arguments[1]);
                    return Proxy.newProxyInstance(
                            KeptHere.class.getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, called, none) -> {
                                listening.remove(arguments[1]);
                                return null;
                            });
                });
    }

    void decide(String pipeline, String asset, long sequence, double number) {
        room.decided(new Made(pipeline, asset, sequence, number, "00"), new Made.Inputs(number, Double.NaN));
    }

    /** Lets a second pass. */
    void tick() {
        micros += 1_000_000;
        room.tick();
    }

    /** Lets as much time pass as it takes until everything is on the disk. */
    void flush() {
        micros += 10_000_000;
        room.tick();
    }
}
