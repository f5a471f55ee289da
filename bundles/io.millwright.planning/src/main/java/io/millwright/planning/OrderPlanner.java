package io.millwright.planning;

import io.millwright.form.LiveForm;
import io.millwright.planning.plan.Ending;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.planning.stock.ConsumptionCsv;
import io.millwright.planning.stock.PartsCsv;
import io.millwright.planning.stock.StockDocument;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proposes orders of parts, from their consumption and from what lies there. Thread-safe. */
@Component(
        name = OrderPlanner.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = OrderPlannerConfiguration.class, factory = true)
public final class OrderPlanner extends PlannerComponent {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.planning.OrderPlanner";

    private static final Logger LOG = LoggerFactory.getLogger(OrderPlanner.class);
    static final List<PlannerWork.Kind> INPUTS = List.of(
            new PlannerWork.Kind(
                    OrderMaker.CONSUMPTION,
                    ConsumptionCsv.HEADER,
                    "What was used of each part in each period that is over.",
                    "P-100,2026-10,12",
                    true),
            new PlannerWork.Kind(
                    OrderMaker.PARTS,
                    PartsCsv.HEADER,
                    "What lies there of each part and how it is ordered.",
                    "P-100,4,0,2,10,10,3.50,95",
                    true));

    /** Null where there are none; calls of the component runtime only, which come one at a time. */
    private StoreCounters counters;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(OrderPlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public OrderPlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        super(context, system, properties, StockDocument.TOPIC, INPUTS, PlannerDesk::wallMicros);
    }

    @Override
    void use() {
        desk().use(() -> OrderSettings.of(properties()), fresh -> new OrderMaker(fresh, desk()::model, listen(fresh)));
    }

    /** The counters that the form names, null where it names none. */
    private StoreCounters listen(OrderSettings fresh) {
        source().close();
        keep();
        counters = fresh.connection().isEmpty()
                ? null
                : new StoreCounters(
                        fresh.stock().periods(),
                        fresh.mostStep(),
                        ZoneId.systemDefault(),
                        List.copyOf(fresh.counters().keySet()),
                        file(".counters." + fresh.stock().periods().name().toLowerCase(Locale.ROOT) + ".csv"),
                        PlannerDesk::wallMicros,
                        desk()::wake);
        source().listen(fresh.connection(), List.copyOf(fresh.counters().values()), counters);
        return counters;
    }

    @Override
    void closing(Ending ending) {
        keep();
        counters = null;
    }

    /** What was counted since the last period is kept for the next one. */
    private void keep() {
        if (counters != null) {
            try {
                counters.keep();
            } catch (IOException e) {
                LOG.warn("{}: counters are not kept: {}; make room on the disk", desk().pid(), e.toString());
            }
        }
    }

    @Override
    LiveForm form() {
        return Form.LIVE;
    }
}
