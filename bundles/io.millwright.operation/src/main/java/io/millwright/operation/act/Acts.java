package io.millwright.operation.act;

import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Secrets;
import io.millwright.operation.view.Services;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Registers the acts of this room. */
@Component(
        service = {},
        immediate = true)
public final class Acts {
    private final BundleContext context;
    private final CaptureActs captures;
    private final List<Action> all = new ArrayList<>();
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();

    /** Called by the component runtime. */
    @Activate
    public Acts(
            BundleContext context,
            @Reference Services services,
            @Reference Catalogue catalogue,
            @Reference Configurations configurations,
            @Reference Secrets secrets,
            @Reference SystemService system) {
        this.context = context;
        all.addAll(new ModelActs(services::lives).all());
        all.addAll(new TrustActs(services::looks).all());
        all.addAll(new PipelineActs(services::pausables).all());
        all.addAll(new OpinionActs(services::feedback, services::recommendations, services::fitness).all());
        all.addAll(new PlannerActs(services::planners).all());
        captures = new CaptureActs(services::captured);
        all.addAll(captures.all());
        all.add(new Diagnostics(context, catalogue, configurations, secrets, system).act());
    }

    @Activate
    void activate() {
        all.forEach(act -> registered.add(context.registerService(Action.class, act, new Hashtable<>())));
    }

    @Deactivate
    void deactivate() {
        registered.forEach(ServiceRegistration::unregister);
        captures.close();
    }
}
