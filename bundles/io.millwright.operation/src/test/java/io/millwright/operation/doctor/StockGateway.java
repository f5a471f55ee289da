package io.millwright.operation.doctor;

import io.millwright.model.Model;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway of Kura 5.6 as it is shipped, with one pipeline and a publisher by its defaults; a test changes what it looks at. */
final class StockGateway implements Surroundings {
    static final String DATA = "org.eclipse.kura.data.DataService";
    static final String CLOUD = "org.eclipse.kura.cloud.CloudService";
    static final String DATABASE = "org.eclipse.kura.db.H2DbService";

    final List<Map<String, Object>> components = new ArrayList<>();
    final List<Supervised> supervised = new ArrayList<>();
    final List<Held> certificates = new ArrayList<>();
    final List<Installed> bundles = new ArrayList<>();
    Machine machine = new Machine(
            1_800_000_000_000L, 1_700_000_000_000L, "/opt/kura/data", 9L << 30, "/tmp", 1L << 30, false, 100, 1_000);
    Optional<Boolean> connected = Optional.of(true);

    StockGateway() {
        add(DATABASE, Map.of("db.connector.url", "jdbc:h2:mem:kuradb"));
        add(
                DATA,
                Map.of(
                        "store.db.service.pid",
                        DATABASE,
                        "store.capacity",
                        1_000,
                        "enable.rate.limit",
                        true,
                        "rate.limit.average",
                        1,
                        "rate.limit.time.unit",
                        "SECONDS",
                        "in-flight-messages.congestion-timeout",
                        0,
                        "connect.auto-on-startup",
                        false));
        add(CLOUD, Map.of("DataService.target", "(kura.service.pid=" + DATA + ")", "encode.gzip", true));
        add("decisions", Map.of("cloud.endpoint.service.pid", CLOUD, "qos", 0, "priority", 7, "appId", "W1"));
        add(
                "mill1",
                Map.of(
                        "service.factoryPid", "io.millwright.pipeline.InferencePipeline",
                        "TagSource.target", "(kura.service.pid=plc1)",
                        "Model.target", "(kura.service.pid=machine-failure)",
                        "CloudPublisher.target", "(kura.service.pid=decisions)"));
    }

    void add(String pid, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("kura.service.pid", pid);
        components.add(all);
    }

    /** Sets a field, as a person or the doctor does. */
    void set(String pid, String field, Object value) {
        Fields.component(this, pid).orElseThrow().put(field, value);
    }

    @Override
    public List<Map<String, Object>> components() {
        return components;
    }

    @Override
    public List<Supervised> supervised() {
        return supervised;
    }

    @Override
    public List<Offered<TagSource>> sources() {
        return List.of(new Offered<>(null, Map.of("kura.service.pid", "plc1")));
    }

    @Override
    public List<Offered<Model>> models() {
        return List.of(new Offered<>(new PlainModel(), Map.of("kura.service.pid", "machine-failure")));
    }

    @Override
    public List<String> pids(Kind kind) {
        return switch (kind) {
            case PUBLISHER -> List.of("decisions");
            case ENDPOINT -> List.of(CLOUD);
            default -> List.of();
        };
    }

    @Override
    public List<Held> certificates() {
        return certificates;
    }

    @Override
    public List<Installed> bundles() {
        return bundles;
    }

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public Optional<Boolean> connected(String endpointPid) {
        return connected;
    }
}
