package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Plan;
import io.millwright.decision.Planner;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendations;
import io.millwright.planning.energy.MeterParts;
import io.millwright.supervision.Supervised;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** From the meter's tag to advice: the whole component, by a clock that the test moves, with its own threads. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class PeakGuardLineTest {
    private static final long LOOK_MILLIS = 5;
    private static final long WAIT_SECONDS = 60;
    private static final long STEP = TimeUnit.SECONDS.toMicros(10);
    private static final long PART = MeterParts.PART_MICROS;
    private static final long DAY = TimeUnit.DAYS.toMicros(1);
    private static final String TARIFF =
            "months,days,from,to,price_per_kwh\n*,*,08:00,20:00,0.40\n*,*,00:00,24:00,0.10\n";

    @TempDir
    Path folder;

    /** A Tuesday, as a quarter of an hour begins. */
    private final AtomicLong wall =
            new AtomicLong(Instant.parse("2026-05-12T10:00:00Z").toEpochMilli() * 1_000);

    private final List<Object> services = new CopyOnWriteArrayList<>();
    private final List<Recommendation> told = new CopyOnWriteArrayList<>();
    private final Grid grid = new Grid();
    private EnergyPlanner planner;

    /** A connection with the meter's tag. */
    private static final class Grid implements TagSource {
        private volatile TagListener listener;

        @Override
        public List<Tag> tags() {
            return List.of();
        }

        @Override
        public TagSubscription subscribe(Interest what, TagListener to) {
            assertEquals(List.of("grid_kw"), what.tagNames());
            listener = to;
            return new TagSubscription() {
                @Override
                public Tag tag(int i) {
                    throw new IllegalStateException("nobody asks");
                }

                @Override
                public void close() {
                    listener = null;
                }
            };
        }

        void says(double kw, long micros) {
            listener.sample(0, kw, 0, micros);
            listener.progress(micros);
        }
    }

    /** A framework in which nothing else is, and that keeps what is registered. */
    private BundleContext context() {
        return Proxies.proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getServiceReferences" -> arguments[0] instanceof Class ? List.<ServiceReference<?>>of() : null;
            case "registerService" -> {
                services.add(arguments[1]);
                yield Proxies.proxy(ServiceRegistration.class, Map.of());
            }
            default -> null;
        });
    }

    private <T> T service(Class<T> type, int number) {
        return services.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList()
                .get(number);
    }

    @BeforeEach
    void open() {
        Map<String, Object> form = new HashMap<>(Map.of(
                "kura.service.pid",
                "energy",
                "site",
                "hall 3",
                "meter.connection",
                "plc",
                "meter.tag",
                "grid_kw",
                "time.zone",
                "UTC",
                "battery.capacityKWh",
                200,
                "battery.powerKW",
                100,
                "peak.perKW",
                8));
        SystemService system = Proxies.proxy(SystemService.class, Map.of("getKuraDataDirectory", folder.toString()));
        planner = new EnergyPlanner(context(), system, form, wall::get, LOOK_MILLIS);
        planner.addListener(told::add);
        planner.activate();
        planner.addSource(grid, Map.of("kura.service.pid", "plc"));
    }

    @AfterEach
    void close() {
        planner.deactivate();
    }

    private static void await(String what, BooleanSupplier came) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!came.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, what + " did not come");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Five weeks of a site that draws 150 kW by day and 40 by night. */
    private String history() {
        StringBuilder csv = new StringBuilder("start,kwh\n");
        for (long at = wall.get() - 35 * DAY; at < wall.get(); at += PART) {
            Instant start = Instant.ofEpochMilli(at / 1_000);
            long hour = Math.floorMod(at / TimeUnit.HOURS.toMicros(1), 24);
            csv.append(start)
                    .append(',')
                    .append(hour >= 6 && hour < 18 ? 150 / 4.0 : 40 / 4.0)
                    .append('\n');
        }
        return csv.toString();
    }

    private Plan approved() {
        Planner given = service(Planner.class, 0);
        grid.says(150, wall.get());
        given.accept("history", history());
        given.accept("tariff", TARIFF);
        await("a plan", () -> given.proposed() != null);
        Recommendations book = service(Recommendations.class, 0);
        book.approve(given.proposed().id(), "Ann", "");
        return given.inForce();
    }

    private long looks() {
        return guard().counters().get("guard.looks");
    }

    private Supervised guard() {
        return service(Supervised.class, 0).parts().get(0);
    }

    /** The site draws so much for a while; every 10 s of it are looked at. */
    private void draw(double kw, long micros) {
        for (long end = wall.get() + micros; wall.get() < end; ) {
            grid.says(kw, wall.addAndGet(STEP));
            // The first one may have begun before.
            long seen = looks();
            await("a look", () -> looks() >= seen + 2);
        }
    }

    /** Advice to shed, in the order in which it was first told. */
    private List<Recommendation> advice() {
        List<Recommendation> fresh = new ArrayList<>();
        told.stream()
                .filter(each -> each instanceof Plan plan && plan.topic().equals(EnergyGuard.TOPIC))
                .filter(each -> each.status() == Recommendation.Status.OPEN)
                .forEach(fresh::add);
        return fresh;
    }

    @Test
    void aQuarterOfAnHourAboveTheApprovedCeilingIsToldOnceWithValueLimitAndRemedy() {
        JsonObject plan = Json.parse(approved().document()).asObject();
        JsonArray ceilings = plan.get("ceilings_kw").asArray();
        double battery = plan.get("battery_kw").asArray().get(1).asDouble();
        draw(150, PART);
        assertEquals(List.of(), advice(), "as planned");

        draw(600, 2 * TimeUnit.MINUTES.toMicros(1));
        assertEquals(List.of(), advice(), "it has only begun");
        draw(600, TimeUnit.MINUTES.toMicros(1) + STEP);
        assertEquals(1, advice().size());
        Plan told = (Plan) advice().get(0);
        JsonObject document = Json.parse(told.document()).asObject();
        double projected = document.getDouble("projected_kw", 0);
        double limit = document.getDouble("limit_kw", 0);
        assertEquals(575 + battery, projected, 1, "170 s of 180 at 600 kW, the first 10 at 150");
        assertEquals(Math.max(ceilings.get(1).asDouble(), document.getDouble("month_peak_kw", 0)), limit, 0.1);
        List<String> reasons =
                told.reasons().stream().map(Recommendation.Reason::text).toList();
        assertTrue(
                reasons.get(0)
                        .startsWith(String.format(
                                Locale.ROOT,
                                "This quarter of an hour comes to %.0f kW in the mean; %.0f kW are held by the ",
                                told.gain().before(),
                                told.gain().after())),
                reasons.toString());
        assertEquals(projected, told.gain().before(), 0.1);
        assertEquals(limit, told.gain().after(), 0.1);
        assertTrue(reasons.get(1).matches("Shed \\d+ kW for the 12 minutes that are left\\."), reasons.toString());
        assertEquals("GUARD_ABOVE", guard().state().code());
        assertEquals("hall 3", told.asset());

        draw(600, 11 * TimeUnit.MINUTES.toMicros(1));
        assertEquals(1, advice().size(), "once in a quarter of an hour");
        draw(100, PART);
        assertEquals(1, advice().size(), "nothing is above any more");
        assertEquals("GUARD_WATCHES", guard().state().code());
        assertEquals(1, guard().counters().get("guard.told"));
        assertEquals(0, guard().counters().get("guard.failed"));
        assertFalse(service(Recommendations.class, 1).open().iterator().hasNext(), "its time is over");
    }
}
