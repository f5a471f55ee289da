package io.millwright.operation.view;

import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.BrowsePage;
import io.millwright.tag.CertificateFacts;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.Tag;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagNode;
import io.millwright.tag.TagValue;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A look at a server of two variables, which shows one certificate. */
public final class Plc implements TagBrowser {
    /** Of the certificate that the server shows. */
    public static final String SHOWN = "ab".repeat(32);

    private final Consumer<String> done;

    /** Why nothing is answered; null where something is. */
    Reason away;

    long timeoutMillis;

    /** Creates one that tells what is done to it. */
    public Plc(Consumer<String> done) {
        this.done = done;
    }

    /** Returns it as a connection of a name. */
    public List<Offered<TagBrowser>> offered(String connection) {
        return List.of(new Offered<>(this, Map.of(TagBrowser.CONNECTION, connection)));
    }

    private void ask(long millis) throws BrowseException {
        timeoutMillis = millis;
        if (away != null) {
            throw new BrowseException(away, "The connection has no session (SERVER_UNREACHABLE).", "Check the cable.");
        }
    }

    private static TagNode node(String name, TagValue value) {
        return new TagNode(
                "nsu=http://plc;s=" + name,
                name,
                name,
                "Spindle." + name,
                value == null ? TagNode.Kind.FOLDER : TagNode.Kind.VARIABLE,
                value == null,
                value == null ? "" : "Double",
                value == null ? Tag.Kind.UNKNOWN : Tag.Kind.NUMBER,
                List.of(),
                false,
                "A",
                Double.NaN,
                100,
                value);
    }

    @Override
    public BrowsePage browse(String nodeId, String continuation, int most, long millis) throws BrowseException {
        ask(millis);
        if (nodeId.equals("ns=9;s=x")) {
            throw new BrowseException(Reason.UNKNOWN_NODE, "The server has no such node.", "Browse from Objects on.");
        }
        boolean first = continuation.isEmpty();
        TagNode node = first
                ? node("Axis", null)
                : node("<b>Load</b>", new TagValue("3.5", 3.5, 0, "Good", 1_764_000_000_000_000L));
        return new BrowsePage(List.of(node), first ? "1 nsu=http://plc;s=Axis" : "", 2, true, "");
    }

    @Override
    public BrowsePage find(String nodeId, String text, int most, long millis) throws BrowseException {
        ask(millis);
        return new BrowsePage(List.of(), "", 0, false, "The time was too short for all of it; give more.");
    }

    @Override
    public List<TagValue> read(List<String> nodeIds, long millis) throws BrowseException {
        ask(millis);
        return List.of();
    }

    private static CertificateFacts facts(String sha256) {
        return new CertificateFacts(sha256, "cd".repeat(20), "CN=plc", "CN=plc", "urn:plc", 0, 1, true, "-----PEM");
    }

    @Override
    public List<CertificateFacts> ownCertificates(long millis) throws BrowseException {
        ask(millis);
        return List.of(facts("ef".repeat(32)));
    }

    @Override
    public ServerOffer endpoints(String url, long millis) throws BrowseException {
        ask(millis);
        ServerOffer.Certificate shown = new ServerOffer.Certificate(
                facts(SHOWN), false, true, true, "Nobody has trusted it yet.", "Compare its number.");
        return new ServerOffer("opc.tcp://plc:4840", "PLC", "urn:plc", List.of(), List.of(shown), "");
    }

    @Override
    public Approval approve(String sha256, String who, long millis) throws BrowseException {
        ask(millis);
        if (!sha256.equals(SHOWN)) {
            throw new BrowseException(
                    Reason.CHANGED, "The server does not show the certificate " + sha256 + " now.", "Compare again.");
        }
        done.accept("trust " + sha256.substring(0, 4) + " by " + who);
        return new Approval(facts(sha256), true, "It is now in the keystore.");
    }
}
