package io.millwright.gateway.toy;

import java.util.Hashtable;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** An add-on's component: shows its configuration and how often it was activated and modified. */
@Component(
        name = "io.millwright.toy.Greeter",
        service = ConfigurableComponent.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = Greeter.Form.class, factory = true)
public final class Greeter implements ConfigurableComponent {

    @ObjectClassDefinition(id = "io.millwright.toy.Greeter", name = "Greeter")
    @interface Form {
        @AttributeDefinition(name = "Greeting")
        String greeting() default "hello";

        @AttributeDefinition(name = "Times")
        int times() default 3;

        @AttributeDefinition(name = "Secret", type = AttributeType.PASSWORD)
        String secret() default "sesame";

        @AttributeDefinition(name = "Partner")
        String Partner_target() default "(kura.service.pid=changeme)";
    }

    @Reference(
            name = "Partner",
            policy = ReferencePolicy.DYNAMIC,
            cardinality = ReferenceCardinality.OPTIONAL,
            target = "(kura.service.pid=changeme)")
    volatile ConfigurableComponent partner;

    private final Hashtable<String, Object> shown = new Hashtable<>();
    private final ServiceRegistration<?> registration;
    private int modified;

    @Activate
    public Greeter(BundleContext context, Map<String, Object> properties) {
        show(properties);
        shown.put("toy.version", context.getBundle().getVersion().toString());
        Supplier<String> service = () -> "greeter";
        registration = context.registerService(Supplier.class, service, shown);
    }

    @Modified
    synchronized void modified(Map<String, Object> properties) {
        show(properties);
        shown.put("toy.modified", ++modified);
        registration.setProperties(shown);
    }

    @Deactivate
    void deactivate() {
        registration.unregister();
    }

    private void show(Map<String, Object> properties) {
        properties.forEach((key, value) -> shown.put("toy." + key, value));
    }
}
