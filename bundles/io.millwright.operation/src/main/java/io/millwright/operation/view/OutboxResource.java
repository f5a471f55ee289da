package io.millwright.operation.view;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Delivering;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What goes to the cloud by each publisher: under which topic, when something was confirmed last, what waits, what was lost. */
@Component(service = Resource.class)
public final class OutboxResource implements Resource {
    private final Supplier<List<Supervised>> publishers;
    private final Function<String, String> topics;

    /** Called by the component runtime. */
    @Activate
    public OutboxResource(@Reference Services services, @Reference Configurations configurations) {
        this(() -> services.supervised("publisher"), configurations::topic);
    }

    OutboxResource(Supplier<List<Supervised>> publishers, Function<String, String> topics) {
        this.publishers = publishers;
        this.topics = topics;
    }

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        return Page.of(query).document(publishers.get(), this::item);
    }

    private JsonObject item(Supervised publisher) {
        Map<String, Long> counters = publisher.counters();
        List<Balance> balances = publisher.balances();
        return new JsonObject()
                .add("pid", publisher.pid())
                .add("topic", topics.apply(publisher.pid()))
                .add(
                        "lastConfirmedMicros",
                        publisher instanceof Delivering delivering ? delivering.lastConfirmedMicros() : 0)
                .add("waiting", sum(balances, "outbox", Balance.Fate.WAITING, counters))
                .add("lost", sum(balances, "outbox", Balance.Fate.LOST, counters))
                .add("inFlight", sum(balances, "confirmation", Balance.Fate.WAITING, counters))
                .add("unconfirmed", sum(balances, "confirmation", Balance.Fate.LOST, counters));
    }

    private static long sum(List<Balance> balances, String stage, Balance.Fate fate, Map<String, Long> counters) {
        return balances.stream()
                .filter(each -> each.stage().equals(stage))
                .flatMap(each -> each.terms().stream())
                .filter(each -> each.fate() == fate)
                .mapToLong(each -> counters.getOrDefault(each.counter(), 0L))
                .sum();
    }
}
