package io.millwright.operation.audit;

import com.eclipsesource.json.JsonObject;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/** Has it written down when entries of a keystore changed: whom this gateway trusts is in there. Called on Event Admin's thread. */
@Component(
        service = EventHandler.class,
        property = "event.topics=org/eclipse/kura/security/keystore/KeystoreChangedEvent/KEYSTORE_CHANGED")
public final class KeystoreWatch implements EventHandler {
    private final AuditRoom audit;

    /** Called by the component runtime. */
    @Activate
    public KeystoreWatch(@Reference AuditRoom audit) {
        this.audit = audit;
    }

    @Override
    public void handleEvent(Event event) {
        Object sender = event.getProperty("sender.pid");
        audit.happened("trust/keystore-changed", new JsonObject().add("keystore", String.valueOf(sender)));
    }
}
