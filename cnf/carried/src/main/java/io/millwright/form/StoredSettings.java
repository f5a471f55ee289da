package io.millwright.form;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What Configuration Admin has of a component now. */
public final class StoredSettings {
    private StoredSettings() {}

    /**
     * Returns a component's properties. Kura merges a change into them, and the component's own copy may be older than a
     * change made just now.
     *
     * @param last the component's own copy, with its {@code service.pid}; returned where nothing is stored
     * @throws KuraException where Configuration Admin fails; names {@code pid}
     */
    public static Map<String, Object> of(ConfigurationAdmin admin, Map<String, Object> last, String pid)
            throws KuraException {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + last.get("service.pid") + ")");
            if (found == null || found[0].getProperties() == null) {
                return last;
            }
            Dictionary<String, Object> table = found[0].getProperties();
            Map<String, Object> values = new HashMap<>();
            Collections.list(table.keys()).forEach(name -> values.put(name, table.get(name)));
            return values;
        } catch (IOException | InvalidSyntaxException e) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, pid);
        }
    }
}
