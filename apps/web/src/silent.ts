import '@gatehouse/browser/silent';
