package io.millwright.operation;

import java.util.Properties;
import org.eclipse.kura.system.SystemService;

/** What people call this gateway. */
public final class DeviceName {
    private DeviceName() {}

    /** Returns Kura's device name, "" where it has none. */
    public static String of(SystemService system) {
        Properties properties = system.getProperties();
        return properties == null
                ? ""
                : properties.getProperty("kura.device.name", "").strip();
    }
}
