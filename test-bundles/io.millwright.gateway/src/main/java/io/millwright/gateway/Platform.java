package io.millwright.gateway;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The two lines of gateways that an add-on meets: which bundles are installed, and which versions of the API packages
 * are exported.
 */
public enum Platform {
    /** Kura 5.3 to 5.6: Equinox 3.16.0, Felix SCR 2.1.16, slf4j 1.7.36, the API packages at their 5.3 versions. */
    KURA_5("kura5", "2.5.0", Map.of()),
    /** Kura 6: Equinox 3.21.0, Felix SCR 2.2.12, slf4j 2.0.17, the API packages at their 6 versions. */
    KURA_6(
            "kura6",
            "3.0.0",
            Map.of(
                    "org.eclipse.kura.ai.inference", "1.1.0",
                    "org.eclipse.kura.channel", "1.4.0",
                    "org.eclipse.kura.message", "1.5.0",
                    "org.eclipse.kura.crypto", "1.4.0",
                    "org.eclipse.kura.security.keystore", "1.2.0",
                    "org.eclipse.kura.system", "1.9.0"));

    private static final Map<String, String> KURA_5_3 = kura53();

    private final String folder;
    private final String apiVersion;
    private final Map<String, String> newer;

    Platform(String folder, String apiVersion, Map<String, String> newer) {
        this.folder = folder;
        this.apiVersion = apiVersion;
        this.newer = newer;
    }

    String folder() {
        return folder;
    }

    /** Version of the bundle org.eclipse.kura.api. */
    String apiVersion() {
        return apiVersion;
    }

    /** API package to the version that this platform exports. */
    Map<String, String> apiPackages() {
        Map<String, String> versions = new LinkedHashMap<>(KURA_5_3);
        versions.putAll(newer);
        return Collections.unmodifiableMap(versions);
    }

    private static Map<String, String> kura53() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("org.eclipse.kura", "1.7.0");
        versions.put("org.eclipse.kura.ai.inference", "1.0.0");
        versions.put("org.eclipse.kura.asset", "1.0.0");
        versions.put("org.eclipse.kura.channel", "1.2.0");
        versions.put("org.eclipse.kura.channel.listener", "1.0.0");
        versions.put("org.eclipse.kura.cloudconnection.listener", "1.0.0");
        versions.put("org.eclipse.kura.cloudconnection.message", "1.0.0");
        versions.put("org.eclipse.kura.cloudconnection.publisher", "1.0.0");
        versions.put("org.eclipse.kura.cloudconnection.request", "1.0.0");
        versions.put("org.eclipse.kura.configuration", "1.2.0");
        versions.put("org.eclipse.kura.configuration.metatype", "1.1.0");
        versions.put("org.eclipse.kura.core.configuration.metatype", "1.0.0");
        versions.put("org.eclipse.kura.crypto", "1.3.0");
        versions.put("org.eclipse.kura.driver", "1.0.0");
        versions.put("org.eclipse.kura.message", "1.4.0");
        versions.put("org.eclipse.kura.security.keystore", "1.1.0");
        versions.put("org.eclipse.kura.system", "1.6.0");
        versions.put("org.eclipse.kura.type", "1.1.0");
        versions.put("org.eclipse.kura.web.api", "1.0.0");
        return versions;
    }
}
