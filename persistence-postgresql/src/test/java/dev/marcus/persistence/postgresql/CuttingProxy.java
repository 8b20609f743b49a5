package dev.marcus.persistence.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between a store and its server that fails when it is told to. */
final class CuttingProxy implements AutoCloseable {
    /** When a connection is cut. */
    enum Moment {
        /** What the store sends does not get to the server. */
        BEFORE_SERVER,
        /** The server gets it, and its answer does not get back. */
        BEFORE_ANSWER
    }

    private static final int NEVER = -1;

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger left = new AtomicInteger(NEVER);
    private volatile Moment moment = Moment.BEFORE_SERVER;
    private volatile boolean refusing;
    private volatile boolean staysAway;
    private volatile boolean silent;
    private volatile boolean cut;

    CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Cuts the connection at what is sent to the server next but so many. */
    void cutAfter(int messages, Moment when) {
        cut = false;
        moment = when;
        left.set(messages);
    }

    /** Cuts the connection at what is sent next, once the server has it, and takes no more from then on. */
    void cutAndStayAway() {
        staysAway = true;
        cutAfter(0, Moment.BEFORE_ANSWER);
    }

    /** Lets everything through again, and says whether a connection was cut since {@link #cutAfter}. */
    boolean heal() {
        left.set(NEVER);
        staysAway = false;
        refusing = false;
        silent = false;
        return cut;
    }

    /** Cuts all connections, and takes no more. */
    void refuse() throws IOException {
        refusing = true;
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Takes everything, and passes nothing on. */
    void fallSilent() {
        silent = true;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                if (refusing) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                AtomicInteger mute = new AtomicInteger();
                start(() -> pass(client, server, true, mute));
                start(() -> pass(server, client, false, mute));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    private void pass(Socket from, Socket to, boolean toServer, AtomicInteger mute) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (silent) {
                    continue;
                }
                if (toServer && left.get() >= 0 && left.getAndDecrement() == 0) {
                    cut = true;
                    refusing = staysAway;
                    if (moment == Moment.BEFORE_SERVER) {
                        return;
                    }
                    mute.set(1);
                }
                if (!toServer && mute.get() == 1) {
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // a cut connection; the other direction ends with it
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        refuse();
    }
}
