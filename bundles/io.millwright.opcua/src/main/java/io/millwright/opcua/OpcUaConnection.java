package io.millwright.opcua;

import io.millwright.tag.TagSource;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The configurable component of one OPC UA connection. It registers the {@link TagSource} itself, because the service
 * properties change with the connection's state.
 */
@Component(
        name = OpcUaConnection.PID,
        service = ConfigurableComponent.class,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = OpcUaConnectionConfiguration.class, factory = true)
public final class OpcUaConnection implements ConfigurableComponent {
    static final String PID = "io.millwright.opcua.OpcUaConnection";
    private static final String COUNTERS = "millwright.counters";

    private final BundleContext context;
    private final CryptoService crypto;
    private final Settings initial;
    private final Connection connection;
    private ServiceRegistration<TagSource> registration;

    /** Only notes what it gets: nothing runs before {@link #start()}. */
    @Activate
    public OpcUaConnection(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "CryptoService") CryptoService crypto,
            @Reference(name = "SystemService") SystemService system) {
        this.context = context;
        this.crypto = crypto;
        this.initial = Settings.of(properties);
        this.connection = new Connection(
                initial.pid(), new TagTableFile(system::getKuraDataDirectory), this::password, this::publish);
    }

    @Reference(
            name = "KeystoreService",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindKeystoreService(KeystoreService keystore) {
        connection.keystore(keystore);
    }

    /** A replacement is bound before the old one is unbound: only what is still in use is dropped. */
    void unbindKeystoreService(KeystoreService keystore) {
        if (connection.keystore() == keystore) {
            connection.keystore(null);
        }
    }

    @Activate
    void start() {
        synchronized (this) {
            registration = context.registerService(
                    TagSource.class,
                    connection,
                    properties(connection.state().code(), connection.state().text()));
        }
        connection.configure(initial);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        connection.configure(Settings.of(properties));
    }

    /** Consumers leave first, then session and threads end; returns within 5 s. */
    @Deactivate
    void stop() {
        ServiceRegistration<TagSource> ended;
        synchronized (this) {
            ended = registration;
            registration = null;
        }
        if (ended != null) {
            ended.unregister();
        }
        connection.close();
    }

    private synchronized void publish(StateCode code, String text) {
        if (registration != null) {
            registration.setProperties(properties(code, text));
        }
    }

    private Dictionary<String, Object> properties(StateCode code, String text) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("kura.service.pid", initial.pid());
        properties.put(TagSource.STATE, code.name());
        properties.put(TagSource.STATE_TEXT, text);
        properties.put(TagSource.PUBLISHING_INTERVAL_MS, connection.publishingMillis());
        properties.put(COUNTERS, connection.counters().text());
        return properties;
    }

    /** Kura hands passwords over as AES-encrypted text. */
    private char[] password(Settings settings) throws ConnectionTrouble {
        if (settings.userName().isEmpty() || settings.encryptedPassword().isEmpty()) {
            return new char[0];
        }
        char[] encrypted = settings.encryptedPassword().toCharArray();
        try {
            return crypto.decryptAes(encrypted);
        } catch (KuraException e) {
            throw new ConnectionTrouble(
                    StateCode.CONFIGURATION_ERROR,
                    "user.password cannot be decrypted by this gateway; enter it again.",
                    e);
        } finally {
            Arrays.fill(encrypted, '\0');
        }
    }
}
