import { bridgeMtu, defaultInterface, judgeMtu, storage } from '../../../src/doctor/checks/daemon';
import { examination, fakeDocker } from '../examination';

test.each([['overlay2', 'ok'], ['overlayfs', 'ok'], ['btrfs', 'ok'], ['vfs', 'warning'], ['native', 'warning']])('the driver %s is %s', async (driver, state) => {
  fakeDocker({ info: JSON.stringify(driver) });
  expect(await storage.run(examination())).toMatchObject([{ state, ...(state === 'warning' && { code: 'DIND17' }) }]);
});

test('a daemon that does not tell its driver is told with its words', async () => {
  fakeDocker({ info: '!Error response from daemon: something new' });
  expect(await storage.run(examination())).toMatchObject([{ state: 'failed', code: 'DIND28', what: 'Error response from daemon: something new' }]);
});

test('another program than docker is not asked', async () => {
  process.env.CDK_DOCKER = 'podman';
  expect(await storage.run(examination())).toMatchObject([{ state: 'skipped' }]);
});

test.each([[1360, 1360, true, 'ok'], [9001, 1500, true, 'ok'], [1360, 1500, true, 'failed'], [1360, 1500, false, 'warning']])(
  'an interface with %d and a bridge with %d, as a service %p, is %s', (mtu, bridge, service, state) => {
    expect(judgeMtu({ name: 'eth0', mtu }, bridge, service)).toMatchObject({ state, what: `containers use ${bridge}, eth0 here has ${mtu}` });
  });

test('a bridge without the option has the usual size', () => {
  expect(bridgeMtu('{"com.docker.network.driver.mtu":"1360"}\n')).toBe(1360);
  expect(bridgeMtu('{}')).toBe(1500);
  expect(bridgeMtu('null')).toBe(1500);
});

test('the interface is that of the default route', () => {
  const header = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const local = 'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0';
  const route = 'eth1\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0';
  expect(defaultInterface([header, local, route, ''].join('\n'))).toBe('eth1');
  expect(defaultInterface([header, local, ''].join('\n'))).toBeUndefined();
});
