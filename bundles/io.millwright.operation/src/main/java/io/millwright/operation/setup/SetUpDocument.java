package io.millwright.operation.setup;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.MappingProposals.Proposal;
import io.millwright.operation.view.Documents;
import io.millwright.supervision.Supervised;
import io.millwright.tag.CertificateFacts;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.Tag;
import io.millwright.tag.TagNode;
import java.util.List;

/** Parts of the document that says how far a set-up is. Texts of the server are in it as texts. */
final class SetUpDocument {
    private SetUpDocument() {}

    static void offer(JsonObject document, ServerOffer offer) {
        if (offer == null) {
            return;
        }
        JsonArray endpoints = new JsonArray();
        boolean best = true;
        for (ServerOffer.Endpoint each : offer.endpoints()) {
            JsonArray logins = new JsonArray();
            each.logins().forEach(login -> logins.add(login.name()));
            boolean usable = each.usable() && !each.deprecated();
            endpoints.add(new JsonObject()
                    .add("policy", each.policy())
                    .add("mode", each.mode())
                    .add("usable", usable)
                    .add("best", usable && best)
                    .add("logins", logins)
                    .add("certificate", each.certificateSha256()));
            best &= !usable;
        }
        JsonArray certificates = new JsonArray();
        offer.certificates().forEach(each -> certificates.add(Documents.of(each)));
        document.add(
                "offer",
                new JsonObject()
                        .add("url", offer.url())
                        .add("applicationName", offer.applicationName())
                        .add("note", offer.note())
                        .add("endpoints", endpoints)
                        .add("certificates", certificates));
    }

    static void draft(JsonObject document, Draft draft, List<Supervised> supervised, List<CertificateFacts> own) {
        JsonObject made = new JsonObject();
        draft.values().forEach(member -> made.add(member.getName(), member.getValue()));
        document.add("draft", made);
        JsonArray certificates = new JsonArray();
        own.forEach(each -> certificates.add(Documents.of(each).add("pem", each.pem())));
        document.add("own", certificates);
        for (String key : List.of(Draft.CONNECTION, Draft.PIPELINE)) {
            supervised.stream()
                    .filter(each ->
                            each.pid().equals(draft.text(key)) && each.kind().equals(key))
                    .findFirst()
                    .ifPresent(each -> document.add(key, Documents.of(each.state())));
        }
    }

    static void mapping(JsonObject document, List<Proposal> proposed, List<Tag> tags, Nodes nodes) {
        JsonArray mapping = new JsonArray();
        proposed.forEach(each -> mapping.add(new JsonObject()
                .add("signal", each.signal())
                .add("unit", each.unit())
                .add("optional", each.optional())
                .add("tag", each.tag())
                .add("fit", each.fit().name())));
        JsonArray names = new JsonArray();
        JsonObject kinds = new JsonObject();
        tags.forEach(each -> {
            names.add(each.name());
            kinds.add(each.name(), kind(each, nodes));
        });
        document.add("mapping", mapping).add("tags", names).add("kinds", kinds);
    }

    /** A tag delivers Booleans as numbers; which they are the server says where its nodes were looked at. */
    private static String kind(Tag tag, Nodes nodes) {
        TagNode node = nodes.node(tag.address());
        return node != null && node.dataType().equals("Boolean")
                ? "BOOLEAN"
                : tag.kind().name();
    }
}
