package org.eclipse.kura.asset;

import java.util.Map;
import org.eclipse.kura.channel.Channel;
import org.osgi.annotation.versioning.ProviderType;

/** What an asset is configured with. */
@ProviderType
public class AssetConfiguration {
    private final String driverPid;
    private final Map<String, Channel> channels;
    private String description;

    /** Creates a configuration. */
    public AssetConfiguration(String description, String driverPid, Map<String, Channel> channels) {
        this.description = description;
        this.driverPid = driverPid;
        this.channels = channels;
    }

    /** Returns the channels by name. */
    public Map<String, Channel> getAssetChannels() {
        return channels;
    }

    /** Returns the description. */
    public String getAssetDescription() {
        return description;
    }

    /** Returns the driver's {@code kura.service.pid}. */
    public String getDriverPid() {
        return driverPid;
    }

    /** Sets the description. */
    public void setAssetDescription(String description) {
        this.description = description;
    }
}
