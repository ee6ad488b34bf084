//! Secrets over a keyring in memory.

use super::*;
use crate::store::{Changes, Store};

/// A keyring in memory.
#[derive(Default)]
struct Drawer(Mutex<HashMap<DeviceId, Secret>>);

impl Vault for Drawer {
    fn read(&self, id: &DeviceId) -> Result<Option<Secret>, Message> {
        Ok(self.0.lock().get(id).cloned())
    }

    fn write(&self, id: &DeviceId, secret: &Secret) -> Result<(), Message> {
        self.0.lock().insert(id.clone(), secret.clone());
        Ok(())
    }

    fn erase(&self, id: &DeviceId) -> Result<(), Message> {
        self.0.lock().remove(id);
        Ok(())
    }
}

fn over(vault: Arc<dyn Vault>) -> Secrets {
    with_store(vault, Store::in_memory().unwrap())
}

fn with_store(vault: Arc<dyn Vault>, store: Store) -> Secrets {
    Secrets {
        vault,
        records: Records::new(store),
        common: Arc::default(),
    }
}

fn porch() -> DeviceId {
    DeviceId::stored("a0b1c2d3e4f5")
}

#[tokio::test]
async fn what_was_kept_is_known_to_the_next_run_once_the_device_asks() {
    let drawer = Arc::new(Drawer::default());
    let secret = Secret::new("1234");
    let id = porch();
    over(drawer.clone()).keep(&id, &secret).await.unwrap();
    let next = over(drawer.clone());
    assert_eq!(next.of(&id), None, "nobody has asked");
    assert_eq!(next.recall(&id).await, Some(secret.clone()));
    assert_eq!(next.of(&id), Some(secret));
    next.forget(&id, "10.0.0.4:80".parse().unwrap()).await;
    assert!(drawer.0.lock().is_empty() && next.of(&id).is_none());
}

#[tokio::test]
async fn what_a_device_refused_is_not_offered_again_wherever_it_answers_until_a_person_enters_one()
{
    let secrets = over(Arc::new(Drawer::default()));
    let id = porch();
    let place = "10.0.0.4:80".parse().unwrap();
    let old = Secret::new("old");
    secrets.keep(&id, &old).await.unwrap();
    secrets.learn(&id, place, &old);
    secrets.refused(&id, &old);
    assert_eq!(secrets.recall(&id).await, None, "though the keyring has it");
    assert_eq!((secrets.of(&id), secrets.at(place)), (None, None));
    let new = Secret::new("new");
    secrets.learn(&id, place, &new);
    // one that was typed wrong does not cost the right one
    secrets.refused(&id, &Secret::new("typo"));
    let known = (secrets.recall(&id).await, secrets.at(place));
    assert_eq!(known, (Some(new.clone()), Some((id, new))));
}

#[tokio::test]
async fn what_a_device_refused_in_an_earlier_run_is_not_taken_from_the_keyring_again() {
    let drawer = Arc::new(Drawer::default());
    let store = Store::in_memory().unwrap();
    let id = porch();
    let old = Secret::new("old");
    over(drawer.clone()).keep(&id, &old).await.unwrap();
    let next = || with_store(drawer.clone(), store.clone());
    assert_eq!(next().recall(&id).await, Some(old.clone()));
    let refused = |changes: &Changes<'_>| changes.secret_refused(&id, &old);
    store.commit(refused).unwrap().unwrap();
    assert_eq!(next().recall(&id).await, None);
    // another one in the keyring is a person's doing
    next().keep(&id, &Secret::new("newer")).await.unwrap();
    assert_eq!(next().recall(&id).await, Some(Secret::new("newer")));
    let forget = |changes: &Changes<'_>| changes.forget_refused(&id);
    store.commit(forget).unwrap().unwrap();
    next().keep(&id, &old).await.unwrap();
    assert_eq!(next().recall(&id).await, Some(old));
}

#[tokio::test(start_paused = true)]
async fn a_device_that_refused_one_is_left_alone_for_its_pause() {
    let secrets = over(Arc::new(Drawer::default()));
    let start = Instant::now();
    secrets.cool_down(&porch()).await;
    assert_eq!(start.elapsed(), Duration::ZERO);
    secrets.refused(&porch(), &Secret::new("0000"));
    secrets.cool_down(&porch()).await;
    assert!(start.elapsed() >= COOL_DOWN);
}

#[tokio::test]
async fn a_run_on_loopback_leaves_the_keyring_alone_and_says_so() {
    let secrets = Secrets::new(Gate::loopback(), Records::new(Store::in_memory().unwrap()));
    let problem = secrets
        .keep(&porch(), &Secret::new("1234"))
        .await
        .unwrap_err();
    assert_eq!(problem.code, Code::SecretNotKept);
    assert!(!format!("{problem:?}").contains("1234"));
    assert_eq!(secrets.recall(&porch()).await, None);
}
