package io.millwright.gateway.kura.configuration;

import java.io.IOException;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.metatype.OCD;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Configuration Admin by {@code service.pid}; passwords go in encrypted and come out encrypted. */
final class AdminStore {
    private static final String ANY_LOCATION = "?";

    private final ConfigurationAdmin admin;
    private final Passwords passwords;

    AdminStore(ConfigurationAdmin admin, Passwords passwords) {
        this.admin = admin;
        this.passwords = passwords;
    }

    /** Returns the new configuration's {@code service.pid}. */
    String create(String factoryPid) throws KuraException {
        try {
            return admin.createFactoryConfiguration(factoryPid, null).getPid();
        } catch (IOException e) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, "Cannot create " + factoryPid);
        }
    }

    Map<String, Object> current(String servicePid, OCD definition) throws KuraException {
        return Passwords.toMap(configuration(servicePid).getProperties(), definition);
    }

    void store(String servicePid, Map<String, Object> values) throws KuraException {
        try {
            configuration(servicePid).update(Passwords.toDictionary(passwords.encrypted(values)));
        } catch (IOException e) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_UPDATE, e, servicePid);
        }
    }

    void delete(String servicePid) throws KuraException {
        try {
            configuration(servicePid).delete();
        } catch (IOException e) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, "Cannot delete " + servicePid);
        }
    }

    private Configuration configuration(String servicePid) throws KuraException {
        try {
            return admin.getConfiguration(servicePid, ANY_LOCATION);
        } catch (IOException e) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, servicePid);
        }
    }
}
