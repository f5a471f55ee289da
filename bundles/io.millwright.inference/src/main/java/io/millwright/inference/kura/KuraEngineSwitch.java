package io.millwright.inference.kura;

import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the engine's form on gateways that have Kura's AI packages, and is silent on the others. */
@Component(
        name = KuraEngineSwitch.NAME,
        service = {},
        immediate = true)
public final class KuraEngineSwitch {
    static final String NAME = "io.millwright.inference.KuraEngineSwitch";
    private static final Logger LOG = LoggerFactory.getLogger(KuraEngineSwitch.class);

    /** The first class of each package that the component needs and a gateway may lack. */
    private static final String[] NEEDED = {
        "org.eclipse.kura.ai.inference.InferenceEngineService",
        "org.eclipse.kura.KuraException",
        "org.eclipse.kura.configuration.ConfigurableComponent",
        "org.eclipse.kura.configuration.metatype.OCD",
        "org.eclipse.kura.core.configuration.metatype.Tocd",
        "org.osgi.service.cm.ConfigurationAdmin"
    };

    /** Called by the component runtime, which enables the component on a thread of its own. */
    @Activate
    public KuraEngineSwitch(ComponentContext context) {
        if (complete()) {
            context.enableComponent(KuraInferenceEngine.PID);
        }
    }

    private static boolean complete() {
        try {
            for (String name : NEEDED) {
                Class.forName(name, false, KuraEngineSwitch.class.getClassLoader());
            }
            return true;
        } catch (ClassNotFoundException e) {
            LOG.debug("This gateway has no {}: no inference engine for Kura's AI component", e.getMessage());
            return false;
        }
    }
}
