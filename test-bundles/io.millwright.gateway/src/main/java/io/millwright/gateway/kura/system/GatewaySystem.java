package io.millwright.gateway.kura.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Where the gateway keeps things, and what it calls itself. */
@Component(
        service = {SystemService.class, GatewaySystem.class},
        property = "kura.service.pid=org.eclipse.kura.system.SystemService")
public final class GatewaySystem implements SystemService {
    private final Path work;
    private final Properties properties = new Properties();

    @Activate
    public GatewaySystem(BundleContext context) {
        work = Path.of(context.getProperty("millwright.gateway.work"));
        properties.setProperty("kura.version", context.getProperty("millwright.gateway.kura.version"));
        properties.setProperty(KEY_KURA_DATA_DIR, folder("data").toString());
    }

    @Override
    public String getKuraDataDirectory() {
        return properties.getProperty(KEY_KURA_DATA_DIR);
    }

    @Override
    public String getKuraVersion() {
        return properties.getProperty("kura.version");
    }

    @Override
    public Properties getProperties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    /** A folder of the gateway, created where missing. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(work.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + work.resolve(name), e);
        }
    }
}
