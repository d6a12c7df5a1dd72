import { HocuspocusWire } from './hocuspocus-wire.ts';
import { NativeWire } from './native-wire.ts';
import type { Protocol, Wire, WireNeeds } from './wire.ts';
import { YWebsocketWire } from './y-websocket-wire.ts';

const wires: Record<Protocol, (needs: WireNeeds) => Wire> = {
  native: (needs) => new NativeWire(needs),
  yjs: (needs) => new YWebsocketWire(needs, '/yjs/'),
  'y-websocket': (needs) => new YWebsocketWire(needs, '/'),
  hocuspocus: (needs) => new HocuspocusWire(needs),
  relay: (needs) => new YWebsocketWire(needs, '/', false),
};

export const openWire = (protocol: Protocol, needs: WireNeeds): Wire => wires[protocol](needs);
