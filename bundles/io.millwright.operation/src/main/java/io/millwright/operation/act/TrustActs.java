package io.millwright.operation.act;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Documents;
import io.millwright.operation.view.Looks;
import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.BrowseException;
import io.millwright.tag.TagBrowser;
import java.util.List;
import java.util.function.Supplier;

/**
 * Trust in one certificate of a server: the one that a person has compared, and that the server shows now. It goes where the set-up puts
 * it, too. Waits for the server, {@value #TIMEOUT_MILLIS} ms at most.
 */
final class TrustActs {
    private static final long TIMEOUT_MILLIS = 8_000;
    private static final int LONGEST_NAME = 200;
    private static final int DIGITS = 64;

    private final Supplier<List<Offered<TagBrowser>>> connections;

    TrustActs(Supplier<List<Offered<TagBrowser>>> connections) {
        this.connections = connections;
    }

    List<Action> all() {
        return List.of(new Act("trust/approve", Permission.ADMINISTER, this::approve));
    }

    private JsonObject approve(Fields fields, Caller caller) throws Refusal {
        // Never the only one there is: whoever trusts says whom.
        String connection = fields.text("connection", LONGEST_NAME);
        String sha256 = fields.text("sha256", DIGITS);
        fields.refuseUnread();
        if (!sha256.matches("[0-9a-f]{" + DIGITS + "}")) {
            throw Refusal.field(
                    "sha256",
                    "sha256 is '" + sha256 + "'",
                    "give the thumbprint in " + DIGITS + " lower-case hexadecimal digits, as trust tells it");
        }
        Offered<TagBrowser> look = Looks.of(connections.get(), connection);
        try {
            TagBrowser.Approval approval =
                    look.service().approve(sha256, Act.who(caller, LONGEST_NAME), TIMEOUT_MILLIS);
            return new JsonObject()
                    .add("connection", connection)
                    .add("changed", approval.changed())
                    .add("text", approval.text())
                    .add("certificate", Documents.of(approval.certificate()));
        } catch (BrowseException e) {
            throw Looks.refusal(e);
        }
    }
}
