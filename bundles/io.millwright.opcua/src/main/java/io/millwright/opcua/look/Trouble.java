package io.millwright.opcua.look;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Remedy;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trouble of connections as whoever asks once is told it: without its cause, whose classes are no other bundle's business. */
final class Trouble {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private Trouble() {}

    static BrowseException of(ConnectionTrouble trouble) {
        Diagnosis told = Remedy.read(trouble.getMessage().replace("; trying again", ""));
        Reason reason =
                switch (trouble.code()) {
                    case SERVER_UNREACHABLE -> Reason.NO_ANSWER;
                    case WAITING_FOR_KEYSTORE, KEYSTORE_ERROR, CERTIFICATE_UNSUITABLE -> Reason.NOT_STORED;
                    default -> Reason.REFUSED;
                };
        LOGGER.debug("A question to a server failed.", trouble);
        return new BrowseException(reason, told.what(), told.remedy());
    }
}
