package org.eclipse.kura.system;

import java.util.Properties;
import org.osgi.annotation.versioning.ProviderType;

/** Facts about the gateway; the part that Millwright asks for. */
@ProviderType
public interface SystemService {
    String KEY_KURA_DATA_DIR = "kura.data";

    String getKuraDataDirectory();

    String getKuraVersion();

    Properties getProperties();
}
