package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The AI component's form offers services of Kura's interface by {@code kura.service.pid}, and no others. */
@ExtendWith(SharedSite.class)
class KuraEngineOfferedTest {
    static final String FACTORY = "io.millwright.inference.KuraInferenceEngine";

    @Test
    void anEngineMadeInTheWebAdminIsOfferedToTheAiComponent(Site site) {
        site.gateway().createFactory(FACTORY, "engine1", Map.of("run.timeoutMs", 500));
        try {
            site.awaitState("engine1", "OK");
            assertEquals(1, offered(site));
            site.gateway().update("engine1", Map.of("run.timeoutMs", 5));
            site.awaitState("engine1", "CONFIGURATION_ERROR");
            assertEquals(1, offered(site), "what is configured wrongly keeps its form and stays chosen");
        } finally {
            site.gateway().delete("engine1");
        }
    }

    private static int offered(Site site) {
        return site.gateway()
                .services("(&(objectClass=org.eclipse.kura.ai.inference.InferenceEngineService)"
                        + "(kura.service.pid=engine1))")
                .size();
    }
}
