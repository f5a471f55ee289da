package io.millwright.tag;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a person needs of a connection before its tags are chosen: a look at the server's address space and present values, and
 * trust. An OSGi service per connection, named by {@link #CONNECTION}, for as long as the connection is configured, whether it
 * has tags or a session or not.
 *
 * <p>Browsing and reading use the session that the connection has, never a second one. They come after its own requests: one request
 * under way at a time, 20 a second on average, and none while requests of the connection wait for their turn. Nothing is written to
 * the server, and nothing is left there: continuation points are released before a call returns.
 *
 * <p>Thread-safe. A call blocks its thread for the time that it is given at most, and never a thread of the connection. The calls of
 * one connection come one after another; who does not get a turn in its time gets {@link BrowseException.Reason#BUSY}. A
 * timeout is at least 100 and at most {@link #MOST_TIMEOUT_MILLIS}; more is taken for so much.
 *
 * <p>{@link #endpoints} of an empty URL asks the connection's own server; certificates are judged by what the connection trusts.
 */
@ProviderType
public interface TagBrowser extends ServerDiscovery {
    /** Service property (String): the {@code kura.service.pid} of the connection. */
    String CONNECTION = "millwright.connection";

    /** The most nodes of a page, and the most NodeIds of a read. */
    int MOST_NODES = 200;

    /** The most children of one node that are listed; those beyond are not told, and the page says so. */
    int MOST_CHILDREN = 20_000;

    /**
     * Returns what is directly below a node, in the server's order: objects and variables, without properties.
     *
     * @param nodeId as {@link TagNode#nodeId} gives it, or as a person writes it; "" for the folder Objects
     * @param continuation "" for the first page, then what the page before gave. It is valid for about a minute; later, or after the
     *     session was opened anew, the children are listed again and the page follows the one before all the same, if its last
     *     node is still there
     * @param most nodes of the page, from 1 to {@link #MOST_NODES}
     * @throws BrowseException there is no session, the server does not answer in time or knows no such node, or an argument is wrong
     */
    BrowsePage browse(String nodeId, String continuation, int most, long timeoutMillis) throws BrowseException;

    /**
     * Returns the variables below a node, through all levels, whose name or path holds a text; without what the server tells of
     * itself. One page; where there are more, or the time ended before all was seen, the page is not complete.
     *
     * @param nodeId as in {@link #browse}
     * @param text in any case; "" for every variable
     * @param most from 1 to {@link #MOST_NODES}
     * @throws BrowseException as {@link #browse}
     */
    BrowsePage find(String nodeId, String text, int most, long timeoutMillis) throws BrowseException;

    /**
     * Reads present values.
     *
     * @param nodeIds {@link #MOST_NODES} at most; one that is none, or that the server does not know, has a Bad status
     * @return one value per NodeId, in their order
     * @throws BrowseException there is no session, the server does not answer in time, or there are too many
     */
    List<TagValue> read(List<String> nodeIds, long timeoutMillis) throws BrowseException;

    /**
     * Returns the gateway's certificates that the server has to trust: the one in use, then its successor where there is one; empty
     * where the connection has none, because it is not secured or was not tried yet.
     *
     * @throws BrowseException the keystore is not there or cannot be read
     */
    List<CertificateFacts> ownCertificates(long timeoutMillis) throws BrowseException;

    /**
     * Trusts one certificate of a server: exactly that one, no authority. It must be the one that a server of this connection
     * shows now; where none of them answers, one that the connection was shown before and refused. It is put into the
     * connection's keystore, or, where it has none, into the folder of trusted certificates. The connection is tried again at once.
     * Approving what is trusted already changes nothing.
     *
     * @param sha256 {@link CertificateFacts#sha256} as the person saw it
     * @param who for the log, not empty
     * @throws BrowseException with {@link BrowseException.Reason#CHANGED} the server shows another certificate by now; nothing was
     *     changed. With {@link BrowseException.Reason#NOT_ALLOWED} it would not help: the certificate breaks a rule that trust does
     *     not replace, or the form's pinned certificates decide alone. With {@link BrowseException.Reason#NOT_STORED} neither takes it
     */
    Approval approve(String sha256, String who, long timeoutMillis) throws BrowseException;

    /**
     * What an approval did.
     *
     * @param certificate that is trusted now
     * @param changed whether it was not trusted before
     * @param text where it was put, for people
     */
    record Approval(CertificateFacts certificate, boolean changed, String text) {}
}
