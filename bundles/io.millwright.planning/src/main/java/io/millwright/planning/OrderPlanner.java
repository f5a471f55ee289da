package io.millwright.planning;

import io.millwright.decision.Recommendations;
import io.millwright.form.LiveForm;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.planning.stock.ConsumptionCsv;
import io.millwright.planning.stock.PartsCsv;
import io.millwright.planning.stock.StockDocument;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Proposes orders of parts, from their consumption and from what lies there. Thread-safe. */
@Component(
        name = OrderPlanner.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = OrderPlannerConfiguration.class, factory = true)
public final class OrderPlanner implements ConfigurableComponent, SelfConfiguringComponent {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.planning.OrderPlanner";

    private static final List<PlannerWork.Kind> INPUTS = List.of(
            new PlannerWork.Kind(
                    OrderMaker.CONSUMPTION,
                    ConsumptionCsv.HEADER,
                    "What was used of each part in each period that is over.",
                    true),
            new PlannerWork.Kind(
                    OrderMaker.PARTS, PartsCsv.HEADER, "What lies there of each part and how it is ordered.", true));

    private final PlannerDesk desk;
    private volatile Map<String, Object> properties;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(OrderPlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public OrderPlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
        desk = new PlannerDesk(context, system.getKuraDataDirectory(), properties, StockDocument.TOPIC, INPUTS);
    }

    @Activate
    void activate() {
        use();
        desk.open();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        properties = Map.copyOf(changed);
        use();
    }

    private void use() {
        desk.use(() -> new OrderMaker(OrderSettings.of(properties), desk::model));
    }

    @Deactivate
    void deactivate() {
        desk.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(Recommendations.Listener listener) {
        desk.add(listener);
    }

    void removeListener(Recommendations.Listener listener) {
        desk.remove(listener);
    }

    @Override
    public ComponentConfiguration getConfiguration() {
        return Form.LIVE.configuration(desk.pid(), desk.headline(), properties);
    }
}
