package org.eclipse.kura.driver;

import org.osgi.annotation.versioning.ProviderType;

/** What a driver has to know of a channel. */
@ProviderType
public interface ChannelDescriptor {
    /** Returns a list of {@code Tad}. */
    Object getDescriptor();
}
